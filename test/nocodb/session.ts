/** Requests of somebody who is signed in to NocoDB. */
export interface Session {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Body = Readonly<Record<string, any>>;

/** The reply as JSON; throws with the server's words for anything but success. */
export async function call(
  { url, headers }: Session,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 300)}`);
  return (text === "" ? {} : JSON.parse(text)) as Body;
}

/** All rows of a table, in an order that no paging of ours has a part in. */
export async function allRows(session: Session, table: string): Promise<readonly Body[]> {
  const rows: Body[] = [];
  for (let isLast = false; !isLast;) {
    const path = `/api/v2/tables/${table}/records?limit=1000&offset=${rows.length}`;
    const { list, pageInfo } = await call(session, "GET", path);
    rows.push(...(list as Body[]));
    isLast = pageInfo["isLastPage"] === true;
  }
  return rows;
}

const ROWS_PER_INSERT = 100;

export async function insertAll(session: Session, table: string, rows: readonly Body[]) {
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT)
    await call(
      session,
      "POST",
      `/api/v2/tables/${table}/records`,
      rows.slice(at, at + ROWS_PER_INSERT),
    );
}
