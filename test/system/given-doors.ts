import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { DemoHello } from "../../app/demo/community.ts";
import { openDoors } from "../../app/gateway/doors.ts";
import { createSteps } from "../../app/runtime/steps.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { startAt } from "./open-run.ts";

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
  // Its pages are of no interest here.
  const shell = join(path, "shell");
  mkdirSync(shell, { recursive: true });
  writeFileSync(join(shell, "index.html"), "<!doctype html><title>Vklad</title>");
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
    file: async (person: string) => (await get(person, `/data/${person}.duckdb`)).arrayBuffer(),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
