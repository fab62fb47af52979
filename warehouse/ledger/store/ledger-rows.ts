import { randomBytes } from "node:crypto";

import type { Kysely, Transaction } from "kysely";
import { z } from "zod";

import { canonicalJson } from "./canonical-json.ts";
import { assertOwnHash, type ChainRow } from "./chain-walk.ts";
import type { LedgerEntry, LedgerHead, ReadOptions } from "./entries.ts";
import { LedgerConflictError, LedgerPayloadError } from "./errors.ts";
import { eventHash, GENESIS_HASH, payloadHash, uuidV7 } from "./event-hash.ts";
import type { AnyLedgerEvent } from "./events.ts";
import { payloadSchemas } from "./payloads.ts";
import type { LedgerTables } from "./store.ts";

export function checkedBody({ kind, payload, actor, at }: LedgerEntry): string {
  const parsed = payloadSchemas[kind].safeParse(payload);
  if (!parsed.success) throw new LedgerPayloadError(kind, z.prettifyError(parsed.error));
  if (actor === "") throw new LedgerPayloadError(kind, "the actor is empty");
  if (at !== undefined && Number.isNaN(Date.parse(at))) {
    throw new LedgerPayloadError(kind, `at is no instant: ${at}`);
  }
  return canonicalJson(parsed.data);
}

export async function storedUnder(
  trx: Transaction<LedgerTables>,
  { kind, uniqueKey }: LedgerEntry,
  body: string,
): Promise<AnyLedgerEvent | null> {
  if (uniqueKey === undefined) return null;
  const row = await eventRows(trx).where("unique_key", "=", uniqueKey).executeTakeFirst();
  if (row === undefined) return null;
  assertOwnHash(row);
  // Erased: the fact is known and stays erased, so what was given is not stored a second time.
  const isSame = row.kind === kind && (row.body === null || row.body === body);
  if (!isSame) throw new LedgerConflictError(uniqueKey, row.seq);
  return toEvent({ ...row, body });
}

export async function insert(
  trx: Transaction<LedgerTables>,
  entry: LedgerEntry,
  body: string,
  now: Date,
): Promise<AnyLedgerEvent> {
  const head = await headOf(trx);
  const id = uuidV7(now.getTime());
  const salt = randomBytes(16).toString("hex");
  const fields = {
    seq: (head?.seq ?? 0) + 1,
    id,
    kind: entry.kind,
    actor: entry.actor,
    at: entry.at === undefined ? now.toISOString() : new Date(entry.at).toISOString(),
    payload_hash: payloadHash(salt, body),
    prev_hash: head?.hash ?? GENESIS_HASH,
    unique_key: entry.uniqueKey ?? null,
  };
  const hash = eventHash(fields);
  await trx.insertInto("payloads").values({ hash: fields.payload_hash, salt, body }).execute();
  await trx
    .insertInto("events")
    .values({ ...fields, hash })
    .execute();
  return toEvent({ ...fields, hash, body });
}

export async function headOf(db: Kysely<LedgerTables>): Promise<LedgerHead | null> {
  const newest = db.selectFrom("events").select(["seq", "hash"]).orderBy("seq", "desc").limit(1);
  return (await newest.executeTakeFirst()) ?? null;
}

export async function seqOf(db: Kysely<LedgerTables>, hashStart: string): Promise<number | null> {
  const found = await db
    .selectFrom("events")
    .select("seq")
    .where("hash", ">=", hashStart)
    // After every hex digit.
    .where("hash", "<", `${hashStart}g`)
    .executeTakeFirst();
  return found?.seq ?? null;
}

/** Events with their payloads, as `ChainRow`: of those after this place, where one is given. */
export function eventRows(
  db: Kysely<LedgerTables>,
  { after = 0 }: { readonly after?: number } = {},
) {
  return db
    .selectFrom("events")
    .leftJoin("payloads", (join) =>
      join.onRef("payloads.hash", "=", "events.payload_hash").on("events.seq", ">", after),
    )
    .selectAll("events")
    .select(["salt", "body"]);
}

export async function readRows(
  db: Kysely<LedgerTables>,
  { after, limit }: { readonly after?: number; readonly limit?: number },
): Promise<ChainRow[]> {
  let query = eventRows(db).orderBy("seq");
  if (after !== undefined) query = query.where("seq", ">", after);
  if (limit !== undefined) query = query.limit(limit);
  const rows = await query.execute();
  rows.forEach(assertOwnHash);
  return rows;
}

export async function readEvents(
  db: Kysely<LedgerTables>,
  { after, kinds, limit }: ReadOptions,
): Promise<AnyLedgerEvent[]> {
  let query = eventRows(db).where("body", "is not", null).orderBy("seq");
  if (after !== undefined) query = query.where("seq", ">", after);
  if (kinds !== undefined) query = query.where("kind", "in", kinds);
  if (limit !== undefined) query = query.limit(limit);
  const rows = await query.execute();
  rows.forEach(assertOwnHash);
  return rows.map(toEvent);
}

export function toEvent(row: {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly at: string;
  readonly hash: string;
  readonly body: string | null;
}): AnyLedgerEvent {
  const { seq, id, kind, actor, at, hash } = row;
  const payload = JSON.parse(row.body ?? "null") as AnyLedgerEvent["payload"];
  return { seq, id, kind, actor, at, payload, hash } as AnyLedgerEvent;
}
