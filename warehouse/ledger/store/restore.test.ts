import { expect, test } from "vitest";

import { givenPlace } from "../../../test/ledger-places.ts";
import { givenLedger, NOON } from "../given.ts";
import { LedgerForkedError } from "./errors.ts";
import { ledgerFeed } from "./feed.ts";
import { landedRows } from "./landed-rows.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import { restoration } from "./restore.ts";
import { writeRestored } from "./write-restored.ts";

const request = { until: "2027-01-01T00:00:00Z", signal: new AbortController().signal };

async function say(ledger: Ledger, link_id: string) {
  const options = { actor: "demo", uniqueKey: `said:${link_id}` };
  return await ledger.append("link_revoked", { link_id, reason: "x" }, options);
}

/** As they land, a line each. */
async function landed(ledger: Ledger): Promise<string[]> {
  const { records } = await ledgerFeed(ledger).fetchPage({ ...request, cursor: null });
  return records.map((record) => JSON.stringify(record));
}

/** Where there was one. */
function givenLost() {
  const { place, forget } = givenPlace();
  const open = () => openLedger({ ...place, clock: () => NOON });
  return { place, open, [Symbol.asyncDispose]: forget };
}

const own = (rows: Awaited<ReturnType<Ledger["rows"]>> = []) => ({ name: "ledger.db", rows });
const landing = (lines: readonly string[]) => ({ name: "landing", rows: landedRows(lines) });

test("a lost ledger is the same again from what landed, keys and all", async () => {
  await using given = givenLedger();
  for (const name of ["a", "b", "c"]) await say(given.ledger, name);
  await using lost = givenLost();

  const { rows, ...told } = restoration(own(), [landing(await landed(given.ledger))]);
  expect(await writeRestored(lost.place, rows, NOON)).toBeNull();

  const found = [{ name: "landing", to: 3, stopped: null }];
  expect(told).toEqual({ before: 0, after: 3, found });
  await using again = lost.open();
  expect(await again.rows()).toEqual(await given.ledger.rows());
  expect(await again.verify()).toEqual({ eventCount: 3 });
  expect((await say(again, "a")).seq).toBe(1);
  expect((await say(again, "d")).seq).toBe(4);
});

test("what was erased in one place is restored from no other", async () => {
  await using given = givenLedger();
  const { id } = await say(given.ledger, "secret");
  const before = await landed(given.ledger);
  await given.ledger.erasePayload(id, { actor: "operator", reason: "asked" });
  const after = (await landed(given.ledger)).slice(1);
  await using lost = givenLost();

  const { rows } = restoration(own(), [landing([...before, ...after])]);
  await writeRestored(lost.place, rows, NOON);

  await using again = lost.open();
  expect((await again.rows())[0]).toMatchObject({ id, body: null, salt: null });
  expect((await again.read()).map(({ kind }) => kind)).toEqual(["payload_erased"]);
  expect(await again.verify()).toEqual({ eventCount: 2 });
});

test("a chain is taken up to the first event that does not verify, and that one is named", async () => {
  await using given = givenLedger();
  for (const name of ["a", "b", "c"]) await say(given.ledger, name);
  const lines = await landed(given.ledger);
  const changed = lines.map((line) => line.replace('"link_id":"b"', '"link_id":"x"'));

  const { after, found } = restoration(own(), [landing(changed)]);
  const gap = restoration(own(), [landing(lines.filter((_, index) => index !== 1))]);

  expect(after).toBe(1);
  expect(found[0]?.stopped).toContain("event 2: its payload was changed");
  expect(gap.found[0]?.stopped).toContain("event 2: it is missing");
});

test("a ledger that went on differently is refused with both hashes", async () => {
  await using given = givenLedger();
  await using other = givenLedger();
  const one = await say(given.ledger, "a");
  const two = await say(other.ledger, "a");
  const lines = await landed(given.ledger);

  const forked = async () => restoration(own(await other.ledger.rows()), [landing(lines)]);

  await expect(forked()).rejects.toThrow(LedgerForkedError);
  await expect(forked()).rejects.toThrow(`${two.hash}, and landing has ${one.hash}`);
  const mixed = [...lines, ...(await landed(other.ledger))];
  expect(() => landedRows(mixed)).toThrow(LedgerForkedError);
});

test("a ledger that was changed by hand is not built upon", async () => {
  await using given = givenLedger();
  await say(given.ledger, "a");
  const rows = await given.ledger.rows();
  const changed = rows.map((row) => ({ ...row, actor: "eve" }));

  expect(() => restoration(own(changed), [])).toThrow("event 1: its fields were changed");
});
