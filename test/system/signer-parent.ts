/** Starts a signer beside itself, prints that one's process id, and waits to be killed. */
import { join } from "node:path";

import { DEFAULT_CAPS } from "../../activities/settlement/caps.ts";
import { remoteSigner } from "../../activities/settlement/signer/remote.ts";
import { NO_TOKEN_CAPS } from "../../activities/settlement/signer/token-caps.ts";
import { wallClock } from "../../app/community/clock.ts";
import { childSigner } from "../../app/runtime/signer/child.ts";

const root = process.argv[2] ?? "";
const settings = {
  ledger: { file: join(root, "ledger.db") },
  keyFile: join(root, "keys", "settler.json"),
  makesKey: true,
  store: join(root, "signer", "signer.db"),
  caps: DEFAULT_CAPS,
  tokenCaps: NO_TOKEN_CAPS,
};
let pid = 0;
const signer = await remoteSigner({
  async open() {
    const line = await childSigner(settings, wallClock);
    pid = line.pid;
    return line;
  },
  onBroken: () => undefined,
});
process.stdout.write(`${signer.address === "" ? 0 : pid}\n`);
setInterval(() => undefined, 1_000);
