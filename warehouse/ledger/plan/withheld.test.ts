import { expect, test } from "vitest";

import { approvalText } from "../approval/approval-text.ts";
import { givenPlan, zoe } from "../given.ts";
import { POLICY } from "../given-releases.ts";
import { withheld } from "../given-withheld.ts";
import { throughJson } from "../store/canonical-json.ts";
import { planDigest } from "./plan-codec.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import { assertProposable } from "./plan-invariants.ts";
import { planFromJson, planToJson } from "./plan-json.ts";
import type { Plan, WithheldLine } from "./plan.ts";
import { isReason } from "./reason.ts";

const SECOND = givenPlan({ policy: POLICY });
/** Zoe's 60 are kept, Bob's 30 are carried. */
const PLAN = withheld(SECOND, { m_zoe: "held", m_bob: "dropped" });

const changed = (change: Partial<WithheldLine>, member = "m_zoe"): Plan => ({
  ...PLAN,
  withheld: PLAN.withheld.map((row) => (row.member === member ? { ...row, ...change } : row)),
});

test("a plan without withheld lines keeps the digest that it had before there were any", () => {
  const golden = "d01cbb65481fe6fa8bd9a3115338854f0182c4fc49abc9d99268d88cbc369517";

  expect(planDigest(SECOND)).toBe(golden);
  expect(planToJson(SECOND)).not.toHaveProperty("withheld");
});

test("a withheld line is in the plan's JSON, digest and approval text", () => {
  const again = planFromJson(throughJson(planToJson(PLAN)));

  expect(again).toEqual(PLAN);
  expect(planDigest(again)).not.toBe(planDigest(SECOND));
  expect(approvalText(PLAN, planDigest(PLAN))).toContain(" | held lines 1 | dropped lines 1 | ");
  expect(approvalText(SECOND, planDigest(SECOND))).not.toContain("held lines");
  assertProposable(PLAN);
});

test.each<[string, Partial<WithheldLine>]>([
  ["who said it", { actor: zoe.account }],
  ["why", { reason: "another one" }],
  ["when", { at: "2026-10-05T12:00:00.001Z" }],
])("another word by %s is another digest", (_title, change) => {
  expect(planDigest(changed(change))).not.toBe(planDigest(PLAN));
});

const bobsLine = SECOND.lines.filter(({ member }) => member === "m_bob");
const paidAgain = SECOND.lines.filter(({ member }) => member !== "m_bob");

test.each<[string, Plan, RegExp]>([
  ["a held line that is paid", { ...PLAN, lines: paidAgain }, /is held, and not in escrow/],
  ["a held line of another amount", changed({ amount: 61n }), /amount of the held line/],
  [
    "a dropped line that is a line",
    { ...PLAN, lines: [...PLAN.lines, ...bobsLine].toSorted((a, b) => (a.id < b.id ? -1 : 1)) },
    /is dropped, and a line/,
  ],
  [
    "a dropped amount that others share",
    {
      ...withheld(SECOND, { m_bob: "dropped" }),
      domains: SECOND.domains,
      lines: PLAN.lines.map((line) =>
        line.member === "m_zoe" ? { ...line, amount: 90n, wallet: zoe.wallet } : line,
      ),
    },
    /carry 0 is less than dropped 30/,
  ],
  [
    "a withheld line twice",
    { ...PLAN, withheld: PLAN.withheld.flatMap((w) => [w, w]) },
    /repeated/,
  ],
  ["a word without a reason", changed({ reason: " " }), /is no plain text/],
  ["a word of no domain", changed({ domain: "other" }, "m_bob"), /has no budget/],
  ["withheld lines and no policy", { ...PLAN, policy: null }, /no policy/],
  [
    "a withheld line of an earlier month",
    {
      ...PLAN,
      expired: PLAN.withheld
        .filter(({ word }) => word === "dropped")
        .map(({ id, member, domain, points, amount }) => ({
          ...{ id, member, domain, points, amount },
          ...{ period: "2026-08", plan: "ab".repeat(32) },
        })),
    },
    /is of an earlier month/,
  ],
])("a plan with %s has no digest", (_title, plan, message) => {
  expect(() => planDigest(plan)).toThrow(PlanInvalidError);
  expect(() => planDigest(plan)).toThrow(message);
});

test("a dropped line's contributions are traced as another's are", () => {
  const shares = PLAN.shares.map((share) =>
    share.contribution === "c_m_bob_1" ? { ...share, points: share.points - 1n } : share,
  );

  expect(() => assertProposable({ ...PLAN, shares })).toThrow(/points of line/);
});

test("withheld lines without a policy are no plan's JSON", () => {
  const { policy: _policy, releases: _releases, expired: _expired, ...json } = planToJson(PLAN);

  expect(() => planFromJson(throughJson(json))).toThrow(PlanInvalidError);
});

test.each<[string, string, boolean]>([
  ["a sentence", "<script>alert(1)</script> — Анна просила подождать 🙏", true],
  ["nothing", " \u00a0", false],
  ["a text past 500 characters", "x".repeat(501), false],
  ["half a letter", "a\ud800", false],
  ["a control", "a\u0000", false],
  ["a line's end", "a\nb", false],
  ["text that turns its direction", "a\u202eb", false],
])("%s is a reason: %s %s", (_title, text, is) => {
  expect(isReason(text)).toBe(is);
});
