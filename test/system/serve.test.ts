/** `vklad serve` as an operator runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import config from "../../vklad.config.ts";
import { vklad } from "./cli.ts";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A community without a demo, in which nothing has happened. */
async function givenCommunity() {
  const root = mkdtempSync(join(tmpdir(), "vklad-serve-"));
  const { demo: _demo, ...real } = config;
  const port = await freePort();
  const gateway = { ...real.gateway, host: "127.0.0.1", port };
  const file = join(root, "vklad.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, gateway })};\n`);
  return {
    args: ["--config", file, "--data", join(root, "data")],
    address: `http://127.0.0.1:${port}`,
    log: () => readFileSync(join(root, "data", "logs", "vklad.ndjson"), "utf8"),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

test("serve ends with a message when the warehouse gives up, and its gateway with it", async () => {
  using given = await givenCommunity();

  const { exitCode, out, err } = await vklad(["serve", ...given.args], {
    preload: ["./full-disk.ts"],
  });

  expect(err).toContain(
    "The warehouse cannot go on in this process: FATAL Error: Failed to commit",
  );
  expect(err).toContain("Free disk space if there is none, and start again.");
  expect(out).toContain(given.address);
  expect(exitCode).toBe(1);
  expect(given.log()).toContain('"error":"WarehouseFatalError"');
  await expect(fetch(given.address)).rejects.toThrow("fetch failed");
});
