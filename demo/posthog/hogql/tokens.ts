/** Words and signs of a query, each with its place in the text. */
export interface Token {
  readonly kind: "word" | "name" | "text" | "number" | "sign" | "end";
  /** Without quotes and escapes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Refused as PostHog refuses it: the text goes into `detail`. */
export class HogqlError extends Error {
  override readonly name = "HogqlError";
}

const PARTS =
  /(?<space>\s+|--[^\n]*)|(?<text>'(?:[^'\\]|\\[^]|'')*')|(?<name>`[^`]*`|"[^"]*")|(?<word>[A-Za-z_$][\w$]*)|(?<number>\d+(?:\.\d+)?)|(?<sign><=|>=|!=|<>|[=<>(),.*+\-/%])/gy;

export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    PARTS.lastIndex = at;
    const groups = PARTS.exec(query)?.groups;
    if (groups === undefined) {
      throw new HogqlError(`Syntax error at position ${at}: unexpected '${query[at]}'.`);
    }
    const [kind = "space", raw = ""] =
      Object.entries(groups).find(([, found]) => found !== undefined) ?? [];
    const end = at + raw.length;
    if (kind !== "space")
      tokens.push({ kind: kind as Token["kind"], value: bare(kind, raw), start: at, end });
    at = end;
  }
  return [...tokens, { kind: "end", value: "", start: at, end: at }];
}

function bare(kind: string, raw: string): string {
  if (kind === "name") return raw.slice(1, -1);
  if (kind !== "text") return raw;
  return raw.slice(1, -1).replaceAll(/\\([^])|''/g, (_, escaped?: string) => escaped ?? "'");
}
