import { expect, test } from "vitest";

import { approve } from "../approval/approve.ts";
import {
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenProposal,
  givenRole,
  NOON,
  zoe,
} from "../given.ts";
import { distributionState } from "./distribution-state.ts";
import { OPERATOR } from "../approval/approval-keys.ts";
import { steer, type Steer } from "./steer.ts";
import { steerLine } from "./steer-line.ts";
import { INPUTS_BROKEN, wayOut, wayOutCodes } from "./way-out.ts";

const LATER = new Date("2026-10-20T12:00:00Z");

async function givenPlanned() {
  const given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const { plan, digest, text } = await givenProposal(ledger);
  const settler = { actor: "settler" };
  const note = async (batch: number, kind: "batch_paid" | "batch_voided") =>
    void (await ledger.append(kind, { digest, batch, signature: `s-${batch}`, slot: 7 }, settler));
  return {
    ...given,
    digest,
    async sign() {
      for (const { account, publicKey, sign } of [bob, eva])
        await approve(ledger, { digest, account, publicKey, signature: sign(text), now: NOON });
    },
    ask: async (wish: Steer) =>
      void (await steer(ledger, wish, {
        ...{ period: "2026-09", actor: OPERATOR, reason: "?", now: NOON },
      })),
    note,
    async say() {
      const line = plan.lines[0]?.id ?? "";
      const asked = { period: "2026-09", line, digest, actor: OPERATOR, reason: "?", now: NOON };
      await steerLine(ledger, "hold", asked);
    },
    async fail() {
      const of = { digest, batch: 0, attempt: 1 };
      const signed = {
        ...of,
        purpose: "pay" as const,
        wire: "AAAA",
        signature: "x",
        blockhash: "b",
      };
      await ledger.append("attempt_signed", { ...signed, last_valid_block_height: 1 }, settler);
      await ledger.append("attempt_failed", { ...of, error: "e" }, settler);
    },
    async find(amount: string) {
      const found = { digest, signature: `f${amount}`, slot: 8, amount_base_units: amount };
      await ledger.append("foreign_transfer_found", found, settler);
    },
    async close() {
      const zero = {
        ...{ paid_base_units: "0", escrowed_base_units: "0", carry_base_units: "0" },
        ...{ treasury_before_base_units: "0", treasury_after_base_units: "0" },
        difference_base_units: "0",
      };
      await ledger.append("distribution_settled", { digest, ...zero }, settler);
    },
    async see(amount: string) {
      const { plan } = distributionState(await ledger.read(), digest, NOON) ?? expect.unreachable();
      const { treasury } = plan.chain;
      await ledger.append(
        "allowance_seen",
        { digest, treasury, amount_base_units: amount },
        settler,
      );
    },
    async breakInputs() {
      const reason = `${INPUTS_BROKEN}: posts/1`;
      await ledger.append("distribution_void_asked", { digest, reason }, { actor: "schedule" });
    },
    join: () => givenRole(ledger, zoe),
    of: async (now: Date) => {
      const state = distributionState(await ledger.read(), digest, now);
      return state === null ? null : wayOut(state);
    },
  };
}

type Given = Awaited<ReturnType<typeof givenPlanned>>;
type Story = readonly [code: string, happened: (given: Given) => Promise<unknown>, now?: Date];

const paid = async ({ sign, note }: Given) => {
  await sign();
  for (const batch of [0, 1]) await note(batch, "batch_paid");
};

const STORIES: readonly Story[] = [
  ["sign", async () => await Promise.resolve()],
  ["committee_changed", ({ join }) => join()],
  ["pay", ({ sign }) => sign()],
  ["pay_on", async ({ sign, note }) => [await sign(), await note(0, "batch_paid")]],
  ["batch_failed", async ({ sign, fail }) => [await sign(), await fail()]],
  ["close", paid],
  ["alarm", async (given) => [await paid(given), await given.find("-5")]],
  ["held", async ({ sign, ask }) => [await sign(), await ask("hold")]],
  ["voiding", async ({ sign, ask }) => [await sign(), await ask("void")]],
  ["voided", ({ ask }) => ask("void")],
  ["inputs_broken", ({ breakInputs }) => breakInputs()],
  ["revising", ({ ask }) => ask("revise")],
  ["line_said", ({ say }) => say()],
  ["approvals_lost", async ({ sign, join }) => [await sign(), await join()]],
  ["expired", async () => await Promise.resolve(), LATER],
  ["expired_approved", ({ sign }) => sign(), LATER],
  ["settled", async (given) => [await paid(given), await given.close()]],
  ["settled_allowance", async (g) => [await paid(g), await g.see("5"), await g.close()]],
  ["settled", async (g) => [await paid(g), await g.see("5"), await g.close(), await g.see("0")]],
  ["ended_allowance", async ({ ask, see }) => [await ask("void"), await see("5")]],
  ["settled_foreign", async (g) => [await paid(g), await g.find("5"), await g.close()]],
];

for (const [code, happened, now = NOON] of STORIES) {
  test(`a plan can stand so that its way out is ${code}`, async () => {
    await using given = await givenPlanned();
    await happened(given);

    expect(await given.of(now)).toBe(code);
  });
}

/** Of plans with rules of their own: their stories are in `quorum.test.ts`. */
const OF_POLICY = ["sign_conflict", "objection"];

test("each way out is told by a story, but for a plan that another replaced", () => {
  const told = [...STORIES.map(([code]) => code as string), ...OF_POLICY];
  expect(wayOutCodes.filter((code) => !told.includes(code))).toEqual(["superseded"]);
});
