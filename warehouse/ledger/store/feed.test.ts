import { expect, test } from "vitest";

import { givenLedger } from "../given.ts";
import { ledgerFeed } from "./feed.ts";

type Cursor = Parameters<ReturnType<typeof ledgerFeed>["fetchPage"]>[0]["cursor"];

const request = { until: "2026-10-05T12:00:00Z", signal: new AbortController().signal };

async function append(ledger: ReturnType<typeof givenLedger>["ledger"], at: string) {
  return await ledger.append("link_revoked", { link_id: at, reason: "x" }, { actor: "demo", at });
}

test("events land as they are stored, and the cursor is the last one's seq", async () => {
  await using given = givenLedger();
  const first = await append(given.ledger, "2026-10-05T10:00:00Z");
  const second = await append(given.ledger, "2026-10-05T11:00:00Z");
  const source = ledgerFeed(given.ledger);

  const page = await source.fetchPage({ ...request, cursor: null });

  expect(page).toMatchObject({ records: [first, second], quarantined: [], done: true });
  const { cursor } = page;
  const none = { records: [], quarantined: [], cursor: { after: 2 }, done: true };
  expect(await source.fetchPage({ ...request, cursor })).toEqual(none);
});

test("an event dated after the run waits for the next one, with all behind it", async () => {
  await using given = givenLedger();
  const now = await append(given.ledger, "2026-10-05T12:00:00Z");
  const later = await append(given.ledger, "2026-10-05T12:00:01Z");
  const behind = await append(given.ledger, "2026-10-05T11:00:00Z");
  const source = ledgerFeed(given.ledger);

  const page = await source.fetchPage({ ...request, cursor: null });

  expect(page).toMatchObject({ records: [now], cursor: { after: 1 }, done: true });
  const next = { ...request, until: "2026-10-05T13:00:00Z", cursor: page.cursor };
  expect(await source.fetchPage(next)).toMatchObject({
    records: [later, behind],
    cursor: { after: 3 },
  });
});

test("a long ledger comes in pages, each event once", async () => {
  await using given = givenLedger();
  await given.ledger.appendAll(
    Array.from({ length: 1_003 }, (_, index) => ({
      kind: "link_revoked",
      payload: { link_id: `${index}`, reason: "x" },
      actor: "demo",
    })),
  );
  const source = ledgerFeed(given.ledger);

  const sizes: number[] = [];
  let cursor: Cursor = null;
  for (let done = false; !done;) {
    const page = await source.fetchPage({ ...request, cursor });
    sizes.push(page.records.length);
    ({ cursor, done } = page);
  }

  expect(sizes).toEqual([500, 500, 3]);
});

test("events that landed without what their hashes are made of land once more", async () => {
  await using given = givenLedger();
  await append(given.ledger, "2026-10-05T10:00:00Z");
  const source = ledgerFeed(given.ledger);

  const { records, cursor } = await source.fetchPage({ ...request, cursor: 1 });

  expect(records).toMatchObject([{ seq: 1, chain: { unique_key: null } }]);
  expect(cursor).toEqual({ after: 1 });
});
