import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { DemoHello } from "../../app/demo/community.ts";
import { openDoors } from "../../app/gateway/doors.ts";
import { createSteps } from "../../app/runtime/steps.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { startAt } from "./open-run.ts";

const MEMBERS = "0".repeat(32);

/** The gateway over a data folder, at a port of its own, for people who sign in by name. */
export async function givenDoors(path: string, hello: DemoHello) {
  const said: string[] = [];
  const terminal = {
    show: () => undefined,
    progress: () => undefined,
    line: (text: string) => void said.push(text),
  };
  const start = { ...startAt(path), terminal };
  await using opened = new AsyncDisposableStack();
  const ledger = opened.use(openLedger({ ...start.folder.ledger, clock: () => start.clock.now() }));
  const doors = opened.use(
    await openDoors({
      start,
      ledger,
      steps: createSteps([], { now: () => 0, onChange: () => undefined }),
      port: 0,
      ring: () => undefined,
      stale: () => [],
    }),
  );
  // A shell of one page with one query.
  const shell = join(path, "shell");
  mkdirSync(join(shell, "site"), { recursive: true });
  writeFileSync(join(shell, "site/index.html"), "<!doctype html><title>Vklad</title>");
  const query = { page: "deanery", name: "members", sql: "select name from deanery_members" };
  const queries = [{ ...query, hash: MEMBERS, params: [], macros: [] }];
  writeFileSync(join(shell, "queries.json"), JSON.stringify({ queries, macros: { ru: {} } }));
  doors.takeShell(shell);
  doors.takeDemo(hello);

  async function get(person: string, url: string): Promise<Response> {
    const signedIn = await fetch(`${doors.address}/auth/demo`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: doors.address, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ person }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const response = await fetch(`${doors.address}${url}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`${url} was answered with ${response.status}.`);
    return response;
  }

  const closing = opened.move();
  return {
    /** What the terminal was told so far. */
    said,
    isReady: async (): Promise<boolean> => {
      const progress = await fetch(`${doors.address}/api/progress`);
      return ((await progress.json()) as { ready: boolean }).ready;
    },
    takeSnapshot: doors.takeSnapshot,
    session: async (person: string): Promise<any> =>
      (await get(person, "/data/session.json")).json(),
    /** Names of the members that the deanery's page lists. */
    async members(person: string): Promise<readonly string[]> {
      const session: any = await (await get(person, "/data/session.json")).json();
      const asked = `at=${session.roles.deanery.tag}&language=ru`;
      const answer: any = await (await get(person, `/data/answers/${MEMBERS}?${asked}`)).json();
      return answer.values[0];
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
