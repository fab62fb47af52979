import { expect, test } from "vitest";

import { OPERATOR } from "../approval/approval-keys.ts";
import { approve } from "../approval/approve.ts";
import {
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenPlan,
  givenProposal,
  NOON,
  zoe,
} from "../given.ts";
import { POLICY } from "../given-releases.ts";
import { withheld } from "../given-withheld.ts";
import type { Plan } from "../plan/plan.ts";
import { distributionState } from "./distribution-state.ts";
import { lineWords, withheldFault } from "./line-words.ts";
import { type LineWish, steerLine, type SteeredLine } from "./steer-line.ts";
import { steer } from "./steer.ts";

const SEPTEMBER = "2026-09";
const REASON = "a wrong verdict";

/** Ada proposed 60 to Zoe, 30 to Bob, 10 kept for Eva; two of three sign. */
async function givenProposed(plan: Plan = givenPlan({ policy: POLICY })) {
  const given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const proposal = await givenProposal(ledger, plan);
  const idOf = (member: string) => givenPlan().lines.find((row) => row.member === member)?.id ?? "";
  const sign = async ({ digest, text } = proposal, people = [bob, eva]) => {
    for (const { account, publicKey, sign: by } of people)
      await approve(ledger, { digest, account, publicKey, signature: by(text), now: NOON });
  };
  const say = (wish: LineWish, member: string, changes: Partial<SteeredLine> = {}) =>
    steerLine(ledger, wish, {
      ...{ period: SEPTEMBER, line: idOf(member), digest: null, actor: bob.account },
      ...{ reason: REASON, now: NOON },
      ...changes,
    });
  const stateOf = async ({ digest } = proposal) => {
    const state = distributionState(await ledger.read(), digest, NOON);
    if (state === null) throw new Error("the plan is there");
    return state;
  };
  const end = async (kind: "batch_paid" | "batch_voided", batch: number) => {
    const payload = { digest: proposal.digest, batch, signature: `s-${batch}`, slot: 7 };
    await ledger.append(kind, payload, { actor: "settler" });
  };
  const words = async () =>
    lineWords(await ledger.read(), SEPTEMBER).map(({ lineId, word }) => [lineId, word]);
  /** The revision that says these words. */
  const revise = (said: Readonly<Record<string, "held" | "dropped">>) =>
    givenProposal(
      ledger,
      withheld(givenPlan({ ...plan, revision: 2, predecessor: proposal.digest }), said),
    );
  return { ...given, ...proposal, idOf, sign, say, stateOf, end, words, revise };
}

type Given = Awaited<ReturnType<typeof givenProposed>>;

test("a word on a line is kept with who, why and of which plan, and nobody can sign that plan", async () => {
  await using given = await givenProposed();
  const { digest, idOf, ledger } = given;
  await given.sign(given, [eva]);

  await given.say("hold", "m_zoe");

  expect(await ledger.read({ kinds: ["line_held"] })).toMatchObject([
    {
      actor: bob.account,
      payload: { period: SEPTEMBER, digest, line_id: idOf("m_zoe"), reason: REASON },
    },
  ]);
  const said = { actor: bob.account, at: NOON.toISOString(), reason: REASON };
  expect(await given.stateOf()).toMatchObject({
    status: "revising",
    mayPay: false,
    lineWishes: [{ lineId: idOf("m_zoe"), wish: "hold", ...said }],
  });
  await expect(given.sign(given, [bob])).rejects.toMatchObject({ code: "closed" });
});

test("what was signed before a word is void: the revision needs all its signatures", async () => {
  await using given = await givenProposed();
  await given.sign(given, [eva]);
  await given.say("drop", "m_zoe");

  const second = await given.revise({ m_zoe: "dropped" });

  expect(await given.stateOf(second)).toMatchObject({ status: "open", approvals: [], needed: 2 });
  await given.sign(second);
  expect(await given.stateOf(second)).toMatchObject({ status: "approved", mayPay: true });
});

test("of several words on a line the last counts, and it can be taken back", async () => {
  await using given = await givenProposed();
  const { idOf } = given;

  await given.say("hold", "m_zoe");
  await given.say("drop", "m_zoe");
  await given.say("hold", "m_bob");
  expect(await given.words()).toEqual([
    [idOf("m_zoe"), "dropped"],
    [idOf("m_bob"), "held"],
  ]);

  await given.say("release", "m_zoe");
  expect(await given.words()).toEqual([[idOf("m_bob"), "held"]]);
  await expect(given.say("release", "m_zoe")).rejects.toMatchObject({ code: "line_free" });
});

test("a plan that was found after a loss brings its words with it", async () => {
  await using given = await givenProposed(
    withheld(givenPlan({ policy: POLICY }), { m_zoe: "dropped" }),
  );

  expect(await given.words()).toEqual([[given.idOf("m_zoe"), "dropped"]]);
});

test.each<[string, (given: Given) => Promise<unknown>]>([
  ["a plan that a quorum signed", async ({ sign }) => await sign()],
  [
    "a plan that is to be voided and is not yet",
    async ({ sign, ledger }) => {
      await sign();
      const asked = { period: SEPTEMBER, actor: OPERATOR, reason: "?", now: NOON };
      await steer(ledger, "void", asked);
    },
  ],
])(
  "a line of %s is neither held nor dropped, and the refusal names the way",
  async (_of, happen) => {
    await using given = await givenProposed();
    await happen(given);
    const head = await given.ledger.head();

    for (const wish of ["hold", "drop"] as const) {
      const saying = given.say(wish, "m_zoe");
      await expect(saying).rejects.toMatchObject({ code: "line_approved" });
      await expect(saying).rejects.toThrow(/vklad distribute --void .* revision is then proposed/);
    }
    expect(await given.ledger.head()).toEqual(head);
  },
);

test("a plan that was approved and not begun in time is voided first, too", async () => {
  await using given = await givenProposed();
  await given.sign();
  const now = new Date("2026-10-20T12:00:00Z");

  await expect(given.say("hold", "m_zoe", { now })).rejects.toMatchObject({
    code: "line_approved",
  });
});

test("a plan that pays nobody and is approved takes no word either", async () => {
  const plan = withheld(givenPlan({ policy: POLICY }), { m_zoe: "held", m_bob: "held" });
  await using given = await givenProposed(plan);
  await given.sign();

  await expect(given.say("drop", "m_zoe")).rejects.toMatchObject({ code: "line_approved" });
});

test("of a plan that was half paid and voided the rest is held, and what was paid is not", async () => {
  await using given = await givenProposed();
  await given.sign();
  const [paid, open] = given.plan.lines.filter(({ wallet }) => wallet !== null);
  await given.end("batch_paid", 0);
  await given.end("batch_voided", 1);

  await expect(given.say("hold", paid?.member ?? "")).rejects.toMatchObject({ code: "line_paid" });
  await given.say("hold", open?.member ?? "");
  expect(await given.words()).toEqual([[open?.id, "held"]]);
});

test("a month that is wholly paid takes no word", async () => {
  await using given = await givenProposed();
  await given.sign();
  for (const batch of [0, 1]) await given.end("batch_paid", batch);

  await expect(given.say("drop", "m_eva")).rejects.toMatchObject({ code: "line_over" });
});

test("neither a stranger nor who looked at an older revision says a word", async () => {
  await using given = await givenProposed();
  await expect(given.say("hold", "m_zoe", { actor: zoe.account })).rejects.toMatchObject({
    code: "not_on_committee",
  });
  await given.say("hold", "m_zoe", { actor: OPERATOR });
  await given.revise({ m_zoe: "held" });

  const stale = given.say("drop", "m_bob", { digest: given.digest });

  await expect(stale).rejects.toMatchObject({ code: "newer_plan" });
});

test("a word that a signature or a revision overtook is refused under the lock", async () => {
  for (const [code, between] of [
    ["newer_plan", (given: Given) => given.revise({})],
    ["line_approved", (given: Given) => given.sign()],
  ] as const) {
    await using given = await givenProposed();
    const { append } = given.ledger;
    const late = async (...asked: Parameters<typeof append>) => {
      await between(given);
      return await append(...asked);
    };
    const overtaken = { ...given.ledger, append: late as typeof append };
    const asked = { period: SEPTEMBER, line: given.idOf("m_zoe"), digest: null };
    const by = { actor: bob.account, reason: REASON, now: NOON };

    const saying = steerLine(overtaken, "drop", { ...asked, ...by });

    await expect(saying).rejects.toMatchObject({ code });
    expect(await given.words()).toEqual([]);
  }
});

test("the beginning of an id stands for its line; one that is unknown is refused with those near it", async () => {
  await using given = await givenProposed();
  const id = given.idOf("m_zoe");
  await given.say("hold", "", { line: id.slice(0, 12) });
  expect(await given.words()).toEqual([[id, "held"]]);

  const typo = `${id.slice(0, 10)}${id[10] === "0" ? "1" : "0"}${id.slice(11)}`;
  for (const line of [typo, id.slice(0, 7), ""]) {
    const saying = given.say("drop", "", { line });
    await expect(saying).rejects.toMatchObject({ code: "line_unknown" });
  }
  await expect(given.say("drop", "", { line: typo })).rejects.toThrow(
    `Near to it: ${id} (m_zoe, community, 60);`,
  );
});

test("a line of another month is refused with the month that has it", async () => {
  await using given = await givenProposed();
  const october = await givenProposal(given.ledger, givenPlan({ period: "2026-10" }));

  const saying = given.say("hold", "", { line: october.plan.lines[0]?.id ?? "" });

  await expect(saying).rejects.toThrow("It is a line of 2026-10.");
});

test("a word without a reason that can be shown is not written down", async () => {
  await using given = await givenProposed();
  for (const reason of ["", "  ", "a\u202eb", "a\u0000", "x".repeat(501)])
    await expect(given.say("hold", "m_zoe", { reason })).rejects.toThrow(/reason/);
  expect(await given.words()).toEqual([]);
});

test("a plan that pays a line under a word is no plan to pay", async () => {
  await using given = await givenProposed();
  await given.say("hold", "m_zoe");
  const second = await given.revise({ m_zoe: "held" });
  const third = givenPlan({ policy: POLICY, revision: 3, predecessor: second.digest });
  const events = await given.ledger.read();

  expect(withheldFault(events, second.plan)).toBeNull();
  expect(withheldFault(events, third)).toBe(
    `line ${given.idOf("m_zoe")} is under a word of the committee`,
  );
});
