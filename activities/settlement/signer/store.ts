import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { Purpose } from "../payment-memo.ts";

/** What was signed of a batch, by its purpose. */
export interface SignedBatch {
  readonly digest: string;
  readonly batch: number;
  readonly purpose: Purpose;
}

/** A batch that is about to be signed, with all that the signer has to remember of it. */
export interface Spending extends SignedBatch {
  readonly lineIds: readonly string[];
  /** Base units that leave the treasury. */
  readonly amount: bigint;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A batch of another plan in which a line was signed as well. */
export interface SpentLine {
  readonly lineId: string;
  readonly digest: string;
  readonly batch: number;
  /** Whether the signer's copy of the ledger ever called that batch paid. */
  readonly isPaid: boolean;
}

export interface PaidBatch {
  readonly digest: string;
  readonly batch: number;
}

/** Approved plans and spent lines, as the signer itself has seen and signed them. */
export interface SignerStore extends Disposable {
  /** Null where it was not admitted yet. */
  planOf(digest: string): string | null;
  /** Whether it was, without reading it: a plan is as large as a month. */
  hasPlan(digest: string): boolean;
  /** Keeps the plan's own words, once it may be paid. */
  admit(digest: string, plan: string, at: number): void;
  /** Where these lines were signed under other plans. */
  spentElsewhere(digest: string, lineIds: readonly string[]): readonly SpentLine[];
  wasSigned(batch: SignedBatch): boolean;
  /** Whether it signed anything that takes receipts of this plan back. */
  wasTakenBack(digest: string): boolean;
  /** Base units of payments that were signed for the first time from then on. */
  spentSince(at: number): bigint;
  /**
   * On the disk once it returns: only then may the signature leave. With it goes what was seen as
   * paid since: that stays paid, whatever ledger there is later.
   */
  note(spending: Spending, paid: readonly PaidBatch[]): void;
}

/** One entry a version, run in order; never edited, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE plans (digest TEXT PRIMARY KEY, plan TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
   CREATE TABLE signed (
     digest TEXT NOT NULL, batch INTEGER NOT NULL, purpose TEXT NOT NULL, amount TEXT NOT NULL,
     at INTEGER NOT NULL, is_paid INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (digest, batch, purpose)
   ) STRICT;
   CREATE INDEX signed_by_time ON signed (at);
   CREATE TABLE lines (
     line_id TEXT NOT NULL, digest TEXT NOT NULL, batch INTEGER NOT NULL,
     PRIMARY KEY (line_id, digest)
   ) STRICT;`,
];

/** Another signer may just be writing. */
const BUSY_TIMEOUT_MS = 5_000;

export class SignerStoreError extends Error {
  override readonly name = "SignerStoreError";

  constructor(file: string, cause: unknown) {
    super(
      `The signer's memory ${file} cannot be used: ${(cause as Error).message}. Nothing was signed. ` +
        "Restore it from a backup; or move it away, and the signer begins an empty one: receipts on " +
        "the chain and the ledger keep what was paid from being paid again.",
      { cause },
    );
  }
}

/** Opens or creates the signer's memory; `:memory:` for tests and drawn runs. */
export function openSignerStore(file: string): SignerStore {
  try {
    return storeOf(openFile(file));
  } catch (error) {
    throw new SignerStoreError(file, error);
  }
}

function openFile(file: string): DatabaseSync {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  // FULL: what was signed is on the disk before anybody has the signature.
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  const check = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (check !== "ok") throw new Error(String(check));
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > MIGRATIONS.length)
    throw new Error(`its version is ${version} and this program knows ${MIGRATIONS.length}`);
  if (version === MIGRATIONS.length) return db;
  db.exec("BEGIN IMMEDIATE");
  for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  return db;
}

function storeOf(db: DatabaseSync): SignerStore {
  const plan = db.prepare("SELECT plan FROM plans WHERE digest = ?");
  const admitted = db.prepare("SELECT 1 FROM plans WHERE digest = ?");
  const addPlan = db.prepare("INSERT OR IGNORE INTO plans (digest, plan, at) VALUES (?, ?, ?)");
  const elsewhere = db.prepare(
    `SELECT lines.line_id, lines.digest, lines.batch, signed.is_paid FROM lines
     JOIN signed ON signed.digest = lines.digest AND signed.batch = lines.batch
       AND signed.purpose = 'pay'
     WHERE lines.line_id = ? AND lines.digest <> ?`,
  );
  const signed = db.prepare("SELECT 1 FROM signed WHERE digest = ? AND batch = ? AND purpose = ?");
  const takenBack = db.prepare(
    "SELECT 1 FROM signed WHERE digest = ? AND purpose = 'reclaim' LIMIT 1",
  );
  const since = db.prepare("SELECT amount FROM signed WHERE purpose = 'pay' AND at >= ?");
  const addSigned = db.prepare(
    "INSERT OR IGNORE INTO signed (digest, batch, purpose, amount, at) VALUES (?, ?, ?, ?, ?)",
  );
  const addLine = db.prepare(
    "INSERT OR IGNORE INTO lines (line_id, digest, batch) VALUES (?, ?, ?)",
  );
  const setPaid = db.prepare(
    "UPDATE signed SET is_paid = 1 WHERE digest = ? AND batch = ? AND purpose = 'pay' AND is_paid = 0",
  );

  return {
    planOf: (digest) => (plan.get(digest)?.["plan"] as string | undefined) ?? null,
    hasPlan: (digest) => admitted.get(digest) !== undefined,
    admit: (digest, text, at) => void addPlan.run(digest, text, at),
    spentElsewhere(digest, lineIds) {
      return lineIds.flatMap((lineId) =>
        elsewhere.all(lineId, digest).map((row) => ({
          lineId,
          digest: String(row["digest"]),
          batch: Number(row["batch"]),
          isPaid: row["is_paid"] === 1,
        })),
      );
    },
    wasSigned: ({ digest, batch, purpose }) => signed.get(digest, batch, purpose) !== undefined,
    wasTakenBack: (digest) => takenBack.get(digest) !== undefined,
    spentSince: (at) => since.all(at).reduce((sum, { amount }) => sum + BigInt(String(amount)), 0n),
    note({ digest, batch, purpose, lineIds, amount, at }, paid) {
      db.exec("BEGIN IMMEDIATE");
      try {
        addSigned.run(digest, batch, purpose, `${amount}`, at);
        for (const lineId of lineIds) addLine.run(lineId, digest, batch);
        for (const ended of paid) setPaid.run(ended.digest, ended.batch);
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    [Symbol.dispose]: () => db.close(),
  };
}
