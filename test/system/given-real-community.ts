import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import config from "../../vklad.config.ts";
import { freePort } from "../setup/free-port.ts";

/** A community without a demo, in which nothing has happened. */
export async function givenRealCommunity() {
  const root = mkdtempSync(join(tmpdir(), "vklad-serve-"));
  const { demo: _demo, ...real } = config;
  const port = await freePort();
  const committee = { ...real.committee, proposer: "discourse:17" };
  const gateway = { ...real.gateway, host: "127.0.0.1", port };
  const file = join(root, "vklad.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, committee, gateway })};\n`);
  return {
    args: ["--config", file, "--data", join(root, "data")],
    address: `http://127.0.0.1:${port}`,
    data: join(root, "data"),
    log: () => readFileSync(join(root, "data", "logs", "vklad.ndjson"), "utf8"),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
