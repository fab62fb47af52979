import { expect, test } from "vitest";

import {
  ada,
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenPlan,
  givenProposal,
  NOON,
} from "../../../warehouse/ledger/given.ts";
import { withheld } from "../../../warehouse/ledger/given-withheld.ts";
import { approve, keyIdOf } from "../../../warehouse/ledger/index.ts";
import type { Principal } from "../data/principal.ts";
import { createDistributionDesk } from "./desk.ts";

const BOB: Principal = {
  ...{ account: bob.account, memberId: "m_bob", name: "Bob", roles: ["committee"] },
  cohorts: new Map(),
};

/** Approved by two of three; its first batch is paid, a line of the second set aside. */
async function givenReport() {
  const given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const { digest, plan, text } = await givenProposal(ledger);
  const desk = createDistributionDesk({
    ...{ ledger, now: () => NOON, published: () => null, ring: () => undefined },
    demoConfirms: false,
    settlerOwnsTreasury: true,
  });
  const steer = (wish: "hold" | "resume", reason: string) =>
    desk.steer(BOB, { period: plan.period, wish, reason });
  await steer("hold", "A verdict is wrong.");
  await steer("resume", "It was right.");
  for (const { account, publicKey, sign } of [bob, eva])
    await approve(ledger, { digest, account, publicKey, signature: sign(text), now: NOON });
  const paid = { digest, batch: 0, signature: "5sig", slot: 7 };
  await ledger.append("batch_paid", paid, { actor: "settler" });
  const aside = plan.batches[1]?.lineIds[0] ?? "";
  const reason = "its account is frozen";
  await ledger.append("line_set_aside", { digest, line_id: aside, reason }, { actor: "settler" });
  const report = await desk.report(BOB, digest);
  if (report === null) throw new Error("the plan is there");
  return Object.assign(given, { plan, digest, desk, report, aside });
}

test("a report has every line once, with its amount and what became of it", async () => {
  await using given = await givenReport();
  const { plan, report, aside } = given;
  const paid = plan.batches[0]?.lineIds ?? [];
  const statusOf = ({ id, wallet }: (typeof plan.lines)[number]) =>
    wallet === null
      ? "escrowed"
      : id === aside
        ? "set_aside"
        : paid.includes(id)
          ? "paid"
          : "planned";

  expect(
    report.lines.map(({ lineId, amountBaseUnits, status }) => [lineId, amountBaseUnits, status]),
  ).toEqual(plan.lines.map((line) => [line.id, `${line.amount}`, statusOf(line)]));
  const sum = report.lines.reduce((total, line) => total + BigInt(line.amountBaseUnits), 0n);
  const ofDomains = report.domains.reduce((total, one) => total + BigInt(one.linesBaseUnits), 0n);
  expect([sum, ofDomains]).toEqual([100n, 100n]);
});

test("a report names who signed when by which key, what was paid in which slot, and each reason", async () => {
  await using given = await givenReport();
  const { report, aside, plan } = given;

  expect(report.signatures.map(({ keyId }) => keyId).toSorted()).toEqual(
    [bob, eva].map(({ publicKey }) => keyIdOf(publicKey)).toSorted(),
  );
  expect(report.payments[0]).toMatchObject({ status: "paid", signature: "5sig", slot: 7 });
  expect(report.chain).toEqual(plan.chain);
  expect(report.history.map(({ kind, about, reason }) => [kind, about, reason])).toEqual([
    ["distribution_held", null, "A verdict is wrong."],
    ["distribution_resumed", null, "It was right."],
    ["line_set_aside", aside, "its account is frozen"],
  ]);
});

test("a report has what the committee held and dropped, and who said it of which line, and why", async () => {
  await using given = givenLedger();
  await givenCommittee(given.ledger);
  const all = givenPlan();
  const plan = withheld(all, { m_bob: "held", m_zoe: "dropped" });
  const { digest } = await givenProposal(given.ledger, plan);
  const [held, dropped] = ["m_bob", "m_zoe"].map(
    (member) => all.lines.find((line) => line.member === member)?.id ?? "",
  );
  const said = { period: plan.period, digest, line_id: dropped ?? "", reason: "copied" };
  await given.ledger.append("line_dropped", said, { actor: bob.account });
  const desk = createDistributionDesk({
    ...{ ledger: given.ledger, now: () => NOON, published: () => null, ring: () => undefined },
    demoConfirms: false,
    settlerOwnsTreasury: true,
  });
  const report = await desk.report(BOB, digest);

  const statuses = new Map(report?.lines.map(({ lineId, status }) => [lineId, status]));
  expect([statuses.get(held ?? ""), statuses.get(dropped ?? "")]).toEqual(["held", "dropped"]);
  expect(report?.lines).toHaveLength(all.lines.length);
  expect(report?.history.map(({ kind, about, reason }) => [kind, about, reason])).toEqual([
    ["line_dropped", dropped, "copied"],
  ]);
});

test("a report says nothing of its reader, and there is none of a plan that is not there", async () => {
  await using given = await givenReport();

  expect(Object.keys(given.report)).not.toContain("mine");
  expect(JSON.stringify(given.report)).not.toContain(ada.account);
  expect(await given.desk.report(BOB, "f".repeat(64))).toBe(null);
});
