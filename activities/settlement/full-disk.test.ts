import { DatabaseSync } from "node:sqlite";

import { afterEach, expect, test } from "vitest";

import type { ChainFetch } from "./chain/embedded/open.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
} from "./given.ts";

// oxlint-disable-next-line typescript/unbound-method -- It is called with its database below.
const exec = DatabaseSync.prototype.exec;

afterEach(() => {
  DatabaseSync.prototype.exec = exec;
});

/** The ledger that is opened next, as SQLite has it. */
function nextLedger(): { readonly database: DatabaseSync } {
  const found: DatabaseSync[] = [];
  DatabaseSync.prototype.exec = function (sql) {
    if (this.location()?.endsWith("ledger.db") === true) found.push(this);
    return exec.call(this, sql);
  };
  return {
    get database() {
      return found[0] ?? expect.unreachable();
    },
  };
}

test("where the disk is full as a payment is journalled nothing is sent, and all is paid once there is room", async () => {
  const sent: string[] = [];
  const through =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      const { method, params } = JSON.parse(init.body);
      if (method === "sendTransaction") sent.push(params[0]);
      return await inner(url, init);
    };
  const opened = nextLedger();
  await using given = await givenSettlement({ through });
  const plan = planOf(given.facts, TWENTY, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const activities = given.activities();
  const journalled = async () => {
    const attempts = await given.ledger.read({ kinds: ["attempt_signed"] });
    return attempts.map(({ payload }) => payload.wire);
  };
  await activities.prepareBatch({ digest, batch: 0 });
  // By then the plan holds its month: what is sent from here on pays.
  sent.length = 0;
  // No page more than the file has: SQLite itself says then that the disk is full.
  opened.database.exec("PRAGMA max_page_count = 1");
  const full: number[] = [];
  for (const batch of plan.batches.keys()) {
    const prepared = activities.prepareBatch({ digest, batch });
    await prepared.catch((error: Error) => {
      expect(error.message).toContain("database or disk is full");
      full.push(batch);
    });
    await activities.sendBatch({ digest, batch });
  }

  expect(full.length).toBeGreaterThan(10);
  expect(sent).toEqual(await journalled());
  expect(await journalled()).toHaveLength(plan.batches.length - full.length);

  opened.database.exec("PRAGMA max_page_count = 1000000");
  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(new Set(sent)).toEqual(new Set(await journalled()));
  expect(await journalled()).toHaveLength(plan.batches.length);
  expect(await chainBalances(activities, digest)).toEqual(expectedBalances(TWENTY));
});
