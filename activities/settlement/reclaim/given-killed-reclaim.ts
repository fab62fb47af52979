/** Takes receipts back in a process of its own, which kills itself at the place it is told. No product code imports this. */
import type { LedgerKind } from "../../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../../warehouse/ledger/index.ts";
import { givenSettlement } from "../given.ts";
import { reclaimed, reclaimingOf } from "./given-reclaim.ts";
import type { ReclaimFailpoint } from "./reclaim.ts";

export interface ReclaimKill {
  readonly folder: string;
  readonly digest: string;
  readonly at?: ReclaimFailpoint;
  readonly before?: LedgerKind;
  readonly after?: LedgerKind;
}

const { folder, digest, at, before, after } = JSON.parse(process.argv[2] ?? "") as ReclaimKill;
const die = () => process.kill(process.pid, "SIGKILL");

const given = await givenSettlement({ folder });
const ledger: Ledger = {
  ...given.ledger,
  append: (async (kind, payload, options) => {
    if (before === kind) die();
    const event = await given.ledger.append(kind, payload, options);
    if (after === kind) die();
    return event;
  }) as Ledger["append"],
};
const failpoint = (reached: ReclaimFailpoint) => void (at === reached && die());
await reclaimed(given, digest, reclaimingOf(given, { ledger, failpoint }));
await given[Symbol.asyncDispose]();
