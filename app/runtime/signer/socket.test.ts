import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Signer } from "../../../activities/settlement/signer/port.ts";
import { listenAsSigner, socketSigner } from "./socket.ts";

test("whoever is told that a signer listens finds it there, and nobody else may open it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vklad-socket-"));
  const path = join(folder, "of its own", "signer.sock");
  const stop = new AbortController();
  const modes: string[] = [];

  const listening = listenAsSigner(
    { path },
    { signer: {} as Signer, version: "1" },
    {
      signal: stop.signal,
      ready() {
        const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
        modes.push((mode & 0o777).toString(8));
        void socketSigner(path).then((line) => {
          line.close();
          stop.abort();
        }, stop.abort.bind(stop));
      },
    },
  );
  await listening;

  expect(modes).toEqual(["600"]);
  rmSync(folder, { recursive: true, force: true });
});
