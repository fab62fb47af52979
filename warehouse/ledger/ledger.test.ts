import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "vitest";

import { openLedger } from "./ledger.ts";

test("what was appended is read back in order", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "vklad-ledger-"));
  await using ledger = openLedger({
    file: path.join(dir, "ledger.db"),
    clock: () => new Date("2026-10-05T09:00:00Z"),
  });
  const payload = { link_id: "l1", reason: "mistake" };
  await ledger.append("link_revoked", payload, { actor: "demo", uniqueKey: "r:l1" });
  await ledger.append("link_revoked", payload, { actor: "demo", uniqueKey: "r:l1" });
  const events = await ledger.read();
  expect(events).toMatchObject([{ seq: 1, kind: "link_revoked", payload }]);
  expect(await ledger.verify()).toEqual({ eventCount: 1 });
  rmSync(dir, { recursive: true });
});
