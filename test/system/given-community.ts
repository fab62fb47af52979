/** A small demo community in its own process, and data folders that read it. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type DemoHello, startDemoCommunity } from "../../app/demo/community.ts";
import { writeSeededKeys } from "../seed.ts";
import { AS_OF, openRun } from "./open-run.ts";
import { ask } from "./twins.ts";

export const SEED = 1;

/** About thirty people: everything that the whole community has, in a tenth of the time. */
export const SCALE = 0.15;

export interface GivenCommunity extends AsyncDisposable {
  readonly hello: DemoHello;
  /** The demo's own door: faults, verdicts, posts, the clock, the requests so far. */
  control(path: string, body?: object): Promise<any>;
  /**
   * A data folder in which nothing has happened. All of them share the identity key and the
   * chain's beginning, so that equal histories give equal digests.
   */
  emptyFolder(): string;
  /** As `folder` is now: to go two ways from one state. */
  copyOf(folder: string): string;
}

export async function givenCommunity(): Promise<GivenCommunity> {
  const root = mkdtempSync(join(tmpdir(), "vklad-system-"));
  const demo = await startDemoCommunity({
    dataDir: join(root, "twins"),
    seed: SEED,
    asOf: AS_OF,
    scale: SCALE,
  });
  const template = join(root, "template");
  writeSeededKeys(template);
  await (await openRun({ folder: template, hello: demo.hello }))[Symbol.asyncDispose]();
  const newFolder = (from: string, only?: readonly string[]) => {
    const folder = mkdtempSync(join(root, "data-"));
    for (const name of only ?? ["."])
      cpSync(join(from, name), join(folder, name), { recursive: true });
    return folder;
  };
  return {
    hello: demo.hello,
    control: (path, body = {}) => ask(demo.hello, path, body),
    emptyFolder: () => newFolder(template, ["keys", "chain"]),
    copyOf: (folder) => newFolder(folder),
    async [Symbol.asyncDispose]() {
      await demo[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
