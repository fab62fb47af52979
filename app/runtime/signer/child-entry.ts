/** The signer beside whoever pays: a process of its own, and the only one that opens the key. */
import { answer } from "../../../activities/settlement/signer/answer.ts";
import type { Signer } from "../../../activities/settlement/signer/port.ts";
import { clockFrom, wallClock } from "../../community/clock.ts";
import { postgresPlace } from "../../community/ledger-place.ts";
import { makeForOwnerOnly } from "../../community/owner-only.ts";
import { version } from "../version.ts";
import { readTold } from "./child.ts";
import { openOwnSigner } from "./own-signer.ts";

makeForOwnerOnly();
// Who pays decides when it ends: Ctrl-C comes to both at once, and one payment may be on its way.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

const { from, ledger: told, ...settings } = readTold(process.argv[2] ?? "");
const ledger = "file" in told ? told : postgresPlace(told.postgres, process.env);
let opened: Signer | null = null;
const signer = async () =>
  (opened ??= await Promise.resolve(
    openOwnSigner({ ...settings, ledger }, from === null ? wallClock : clockFrom(from)),
  ));

const streams = { input: process.stdin, output: process.stdout };
await answer(streams, { signer, version: version() }).ended;
process.exit();
