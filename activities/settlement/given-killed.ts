/** Pays or voids in a process of its own, which kills itself at the place it is told. No product code imports this. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync } from "node:sqlite";

import type { LedgerKind } from "../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import { moveLamports, ownerOf } from "./given-strangers.ts";
import { givenSettlement, settleAll } from "./given.ts";
import type { SettlementFailpoint } from "./settlement.ts";

/** Where it dies; by somebody else's hand where it is told no place. */
export interface Place {
  readonly at?: SettlementFailpoint;
  readonly before?: LedgerKind;
  readonly after?: LedgerKind;
  /** Once SQLite has it, and has not committed it. */
  readonly committing?: LedgerKind;
  /** In the middle of a line of the chain's tail, or before its new file takes the old one's place. */
  readonly saving?: "line" | "file";
}

/**
 * `pay`: all of the plan. `fail`: so that its first payment lands with an error. `void`: one batch,
 * whose payment is signed. `late`: the same, and the payment lands before the void.
 */
export type Act = "pay" | "fail" | "void" | "late";

export interface KillTold {
  readonly folder: string;
  readonly digest: string;
  readonly act: Act;
  readonly place: Place;
  /** Which is voided. */
  readonly batch?: number;
}

const { folder, digest, act, place, batch = 0 } = JSON.parse(process.argv[2] ?? "") as KillTold;
const die = () => process.kill(process.pid, "SIGKILL");

const doing: { kind: LedgerKind | null } = { kind: null };
if (place.committing !== undefined) dieBeforeCommit(place.committing);
const given = await givenSettlement({ folder });
if (place.saving !== undefined) dieWhileSaving(place.saving);
const ledger: Ledger = {
  ...given.ledger,
  append: (async (kind, payload, options) => {
    doing.kind = kind;
    if (place.before === kind) die();
    const event = await given.ledger.append(kind, payload, options);
    if (place.after === kind) die();
    return event;
  }) as Ledger["append"],
};
const activities = given.activities({
  ledger,
  async failpoint(reached) {
    // The settler's lamports go elsewhere between signing and sending.
    if (act === "fail" && reached === "after journal") {
      const { values } = await given.chain.chain.accounts([given.settler.address], "finalized");
      const rest = (values[0]?.lamports ?? 0n) - 1_000_000n;
      await moveLamports(given, given.settler, ownerOf("stranger").address, rest);
    }
    if (act === "late" && reached === "after journal") await sendPayment();
    if (place.at === reached) die();
  },
});
process.stdout.write("open\n");
if (act === "void" || act === "late") await voidOne();
else await settleAll(given, digest, activities);
await given[Symbol.asyncDispose]();

async function voidOne(): Promise<void> {
  await activities.voidBatch({ digest, batch });
  given.chain.advance(40);
  await activities.observeBatch({ digest, batch });
}

async function sendPayment(): Promise<void> {
  const attempts = await given.ledger.read({ kinds: ["attempt_signed"] });
  const payment = attempts.find(({ payload }) => payload.batch === batch);
  await given.chain.chain.send(Buffer.from(payment?.payload.wire ?? "", "base64"));
}

function dieBeforeCommit(kind: LedgerKind): void {
  // oxlint-disable-next-line typescript/unbound-method -- It is called with its database below.
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    if (sql !== "commit") return statement;
    const run = statement.run.bind(statement);
    statement.run = () => {
      if (doing.kind === kind) die();
      return run();
    };
    return statement;
  };
}

function dieWhileSaving(what: "line" | "file"): void {
  const { renameSync, writeSync } = fs;
  fs.writeSync = ((descriptor: number, bytes: string | Uint8Array, at?: number) => {
    if (what === "line" && typeof bytes === "string") {
      writeSync(descriptor, bytes.slice(0, bytes.length / 2));
      die();
    }
    return writeSync(descriptor, bytes as Uint8Array, at);
  }) as typeof fs.writeSync;
  fs.renameSync = (from, to) => {
    if (what === "file") die();
    renameSync(from, to);
  };
  syncBuiltinESMExports();
}
