import { z } from "zod";

import { canonicalJson } from "./canonical-json.ts";
import type { ChainRow } from "./chain-walk.ts";
import { LedgerForkedError } from "./errors.ts";

const Fields = { id: z.string(), kind: z.string(), actor: z.string(), at: z.string() };
const Chain = z.strictObject({
  salt: z.string().nullable(),
  unique_key: z.string().nullable(),
  payload_hash: z.string(),
  prev_hash: z.string(),
});
const Placed = { seq: z.int().positive(), hash: z.string(), chain: Chain };

/** As `ledgerFeed` writes them. */
const Landed = z.union([
  z.strictObject({ ...Placed, ...Fields, payload: z.json() }),
  z.strictObject({ ...Placed, erased: z.strictObject(Fields) }),
]);

/**
 * The ledger's rows as its feed landed them, in order, up to the first that is missing. What landed
 * before records held what their hashes are made of is passed over: it landed once more since.
 *
 * Throws LedgerForkedError where different events landed under one number: two ledgers wrote here.
 */
export function landedRows(lines: Iterable<string>): readonly ChainRow[] {
  const rows = new Map<number, ChainRow>();
  for (const line of lines) {
    const read = Landed.safeParse(JSON.parse(line));
    if (!read.success) continue;
    const row = rowOf(read.data);
    const known = rows.get(row.seq);
    if (known !== undefined && known.hash !== row.hash)
      throw new LedgerForkedError(
        row.seq,
        [known, row].map(({ hash }) => ({ name: "landing", hash })),
      );
    // Once it landed erased, it stays so.
    if (known?.body !== null) rows.set(row.seq, row);
  }
  return [...rows.values()].toSorted((a, b) => a.seq - b.seq);
}

function rowOf(record: z.infer<typeof Landed>): ChainRow {
  const { seq, hash, chain } = record;
  if ("erased" in record) return { seq, hash, ...record.erased, ...chain, body: null };
  const { id, kind, actor, at, payload } = record;
  return { seq, hash, id, kind, actor, at, ...chain, body: canonicalJson(payload) };
}
