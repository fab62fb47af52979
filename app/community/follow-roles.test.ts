import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import config from "../../vklad.config.ts";
import {
  accountsInRole,
  committeeAt,
  confirmRoleEnd,
  openLedger,
  pendingRoleEnds,
  RoleEndRefusedError,
} from "../../warehouse/ledger/index.ts";
import { checkConfig } from "./configuration.ts";
import { followRoles } from "./follow-roles.ts";
import { openIdentityKey } from "./identity-key.ts";

const FROM = "2026-01-01T00:00:00Z";
const LATER = "2027-01-01T00:00:00Z";
const NOW = new Date("2026-10-05T09:00:00.000Z");
const TOMORROW = new Date("2026-10-06T09:00:00.000Z");

type Line = Record<"account" | "role", string> & { to?: string; from?: string; cohort?: string };
const seat = (id: number, to?: string): Line => ({
  ...{ account: `discourse:${id}`, role: "committee", from: FROM },
  ...(to === undefined ? {} : { to }),
});
const [ADA, BOB, EVA] = [seat(1), seat(2), seat(3)] as const;

/** A community whose configuration is edited between its starts. */
function givenCommunity() {
  const dir = mkdtempSync(join(tmpdir(), "vklad-roles-"));
  const identity = openIdentityKey(dir);
  const ledger = openLedger({ file: join(dir, "ledger.db"), clock: () => NOW });
  const accountOf = (id: number) => identity.accountKey("discourse", `${id}`);
  return {
    ledger,
    accountOf,
    async start(roles: readonly Line[], now = NOW) {
      await followRoles(ledger, checkConfig({ ...config, roles }, "a test"), identity, now);
    },
    /** Who sits on the committee then, of 1, 2 and 3. */
    async seated(at = NOW) {
      const committee = accountsInRole(await ledger.read(), "committee", at);
      return [1, 2, 3].filter((id) => committee.has(accountOf(id)));
    },
    async pending(now = NOW) {
      return pendingRoleEnds(await ledger.read(), now);
    },
    async confirm(by: number, now = NOW) {
      const [asked] = pendingRoleEnds(await ledger.read(), now);
      await confirmRoleEnd(ledger, { asked: asked?.id ?? "none", account: accountOf(by), now });
    },
    [Symbol.asyncDispose]: () => ledger.close(),
  };
}

test("a role that the configuration no longer has ends once somebody else confirms it", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);

  await given.start([ADA, BOB], NOW);

  expect(await given.seated()).toEqual([1, 2, 3]);
  expect(await given.pending()).toMatchObject([
    {
      actor: "configuration",
      payload: {
        account: given.accountOf(3),
        role: "committee",
        valid_to: null,
        reason: "removed",
      },
    },
  ]);

  await given.confirm(1, TOMORROW);

  expect([await given.seated(NOW), await given.seated(TOMORROW)]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
  expect(await given.pending(TOMORROW)).toEqual([]);
  const [said] = await given.ledger.read({ kinds: ["role_end_confirmed"] });
  expect(said).toMatchObject({
    actor: given.accountOf(1),
    payload: { confirmed_by: given.accountOf(1), valid_to: TOMORROW.toISOString() },
  });
});

test("an end moved back is asked for, and counts from its day or from its confirmation", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);

  await given.start([ADA, BOB, seat(3, LATER)]);
  await given.confirm(2);

  expect(await given.seated(new Date(Date.parse(LATER) - 1))).toEqual([1, 2, 3]);
  expect(await given.seated(new Date(LATER))).toEqual([1, 2]);

  await given.start([ADA, BOB, seat(3, "2026-10-01T00:00:00Z")]);
  expect(await given.seated()).toEqual([1, 2, 3]);
  await given.confirm(2);

  expect([await given.seated(new Date(NOW.getTime() - 1)), await given.seated(NOW)]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
});

test("neither whose role it is nor an outsider confirms its end, by any account", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);
  await given.start([ADA, BOB]);
  const link = { link_id: "l1", account_a: given.accountOf(3), account_b: given.accountOf(33) };
  await given.ledger.append(
    "account_linked",
    { ...link, method: "proof", evidence: "", valid_from: FROM },
    { actor: "a_1" },
  );
  const before = await given.ledger.head();

  for (const [by, code] of [
    [3, "own_role"],
    [33, "own_role"],
    [9, "not_on_committee"],
  ] as const) {
    await expect(given.confirm(by)).rejects.toThrow(RoleEndRefusedError);
    await expect(given.confirm(by)).rejects.toMatchObject({ code });
  }
  await given.confirm(1);
  await expect(given.confirm(2)).rejects.toMatchObject({ code: "no_role_end" });

  expect(await given.ledger.head()).toMatchObject({ seq: (before?.seq ?? 0) + 2 });
});

test("a start with the same configuration adds nothing, whatever is asked or confirmed", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);
  await given.start([ADA, seat(2, LATER)]);
  const asked = await given.ledger.head();
  await given.start([ADA, seat(2, LATER)]);
  expect(await given.ledger.head()).toEqual(asked);

  await given.confirm(1);
  await given.confirm(1);
  const confirmed = await given.ledger.head();
  await given.start([ADA, seat(2, LATER)]);

  expect(await given.ledger.head()).toEqual(confirmed);
  expect(await given.seated(TOMORROW)).toEqual([1, 2]);
});

test("what the configuration grants again is asked no more, and comes back where it had ended", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);
  await given.start([ADA, BOB]);

  await given.start([ADA, BOB, EVA]);
  expect(await given.pending()).toEqual([]);

  await given.start([ADA, BOB]);
  await given.confirm(1);
  expect(await given.seated()).toEqual([1, 2]);
  await given.start([ADA, BOB, EVA]);
  expect(await given.seated()).toEqual([1, 2, 3]);
});

test("a longer term counts at once, also after a shorter one", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, seat(3, LATER)]);

  await given.start([ADA, BOB, EVA]);
  expect(await given.seated(new Date(LATER))).toEqual([1, 2, 3]);

  await given.start([ADA, BOB, seat(3, LATER)]);
  await given.confirm(1);
  await given.start([ADA, BOB, EVA]);

  expect(await given.seated(new Date(LATER))).toEqual([1, 2, 3]);
});

test("an earlier start asks nobody for anything; a later one asks for the end till then", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);

  await given.start([ADA, BOB, { ...EVA, from: "2025-06-01T00:00:00Z" }]);
  expect(await given.pending()).toEqual([]);

  await given.start([ADA, BOB, { ...EVA, from: LATER }]);
  expect((await given.pending()).map(({ payload }) => payload.reason)).toEqual([
    "removed",
    "removed",
  ]);
});

test("roles of others than the committee end the same way, and those others granted stay", async () => {
  await using given = givenCommunity();
  const master = { account: "discourse:8", role: "master", cohort: "2", from: FROM };
  await given.start([ADA, BOB, master]);
  const byHand = { ...master, account: given.accountOf(9), stream: "2", valid_from: FROM };
  const { account, role, stream, valid_from } = byHand;
  await given.ledger.append(
    "role_granted",
    { account, role, stream, valid_from, valid_to: null },
    { actor: "operator:jane" },
  );

  await given.start([ADA, BOB]);

  const masters = async () => [...accountsInRole(await given.ledger.read(), "master", NOW)];
  expect(await masters()).toEqual([given.accountOf(8), given.accountOf(9)]);
  await given.confirm(2);
  expect(await masters()).toEqual([given.accountOf(9)]);
});

test("where nobody else sits on the committee, the configuration's word is enough", async () => {
  await using given = givenCommunity();
  const master = { account: "discourse:8", role: "master", from: FROM };
  await given.start([ADA, master]);

  await given.start([]);

  expect(await given.seated()).toEqual([]);
  expect([...accountsInRole(await given.ledger.read(), "master", NOW)]).toEqual([]);
  const [said] = await given.ledger.read({ kinds: ["role_end_confirmed"] });
  expect(said).toMatchObject({ actor: "configuration" });
});

test("a confirmed end changes the committee, and with it voids what was signed", async () => {
  await using given = givenCommunity();
  await given.start([ADA, BOB, EVA]);
  const versionAt = async () => committeeAt(await given.ledger.read(), NOW, 2).version;
  const before = await versionAt();

  await given.start([ADA, BOB]);
  expect(await versionAt()).toBe(before);
  await given.confirm(1);

  expect(await versionAt()).not.toBe(before);
});
