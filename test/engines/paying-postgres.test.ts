/** A month paid by a ledger in a database, which the signer reads for itself. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { givenApproved, planOf, TWENTY } from "../../activities/settlement/given.ts";
import { checkConfig } from "../../app/community/configuration.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { passingIdentityKey } from "../../app/community/identity-key.ts";
import { secretOf } from "../../app/community/secrets.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { openParts } from "../../app/runtime/system.ts";
import { policies, queues } from "../../temporal.config.ts";
import demo from "../../vklad.config.ts";
import { ada, bob, eva, givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import type { Activities } from "../../workflows/activities.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../../workflows/embedded/runtime.ts";
import { settle } from "../../workflows/settle.ts";
import { givenSchema } from "../ledger-places.ts";

const ADDRESS = process.env["VKLAD_TEST_POSTGRES"] ?? "";
const LINES = TWENTY.slice(0, 4);

/** What every user of the machine may read of the processes that this one has started. */
function argumentsOfChildren(): string {
  const children = readdirSync(`/proc/${process.pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${process.pid}/task/${thread}/children`, "utf8").trim().split(" "),
  );
  const pids = children.filter((pid) => pid !== "");
  return pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8")).join("\n");
}

test("a month is paid once by a ledger in a database, and no process is told its password aloud", async () => {
  const root = mkdtempSync(join(tmpdir(), "vklad-postgres-ledger-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(root, { recursive: true, force: true }));
  const { place, forget } = givenSchema(ADDRESS);
  opened.defer(forget);
  const ledger = { postgres: { ...place.postgres, address: secretOf(ADDRESS) } };
  const parts = opened.use(
    await openParts(["chain"], {
      ...{ config: checkConfig(demo, "vklad.config.ts"), clock: { now: () => NOON } },
      folder: { ...dataFolder(root), ledger },
      ...{ identity: passingIdentityKey(), connections: noConnections },
    }),
  );
  await givenCommittee(parts.ledger, [ada, bob, eva]);
  const { embedded, activities } = parts.paying ?? expect.unreachable();
  const { genesis, mint, treasury, settler } = embedded ?? expect.unreachable();
  const facts = { genesis, mint, treasury, settler, decimals: 6 };
  const plan = planOf(facts, LINES, { perBatch: 2 });
  const digest = await givenApproved(parts.ledger, plan);
  const runtime = embeddedRuntime<Activities>({
    ...{ activities: activities as unknown as Activities, policies, queues, runs: ["chain"] },
    doorbells: createDoorbells(),
    now: () => NOON.getTime(),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

  const ended = await settle(runtime, { digest });
  const again = await settle(runtime, { digest });

  expect([ended.status, again.status]).toEqual(["settled", "settled"]);
  const paid = await parts.ledger.read({ kinds: ["batch_paid"] });
  expect(paid.map(({ payload }) => payload.batch).toSorted((a, b) => a - b)).toEqual([0, 1]);
  const told = argumentsOfChildren();
  expect(told).toContain("child-entry.ts");
  expect(told).not.toContain(new URL(ADDRESS).password);
  expect(readdirSync(root)).not.toContain("ledger.db");
});
