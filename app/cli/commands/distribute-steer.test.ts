/** What the operator asks of a month from the machine, beside a process that owns the chain. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import {
  givenApproved,
  givenSettlement,
  planOf,
  TWENTY,
} from "../../../activities/settlement/given.ts";
import { CLUSTERS } from "../../community/settlement-settings.ts";
import { withheld } from "../../../warehouse/ledger/given-withheld.ts";
import type { Plan } from "../../../warehouse/ledger/index.ts";
import { words } from "../../community/words.ts";
import { givenPlan, givenProposal } from "../../../warehouse/ledger/given.ts";
import type { DistributeOptions } from "../options.ts";
import { distribute } from "./distribute.ts";
import { steerDistribution } from "./distribute-steer.ts";

/** All of them, so that no batch is left. */
const held = ({ lines }: Plan) =>
  Object.fromEntries(lines.map(({ member }) => [member, "held" as const]));

async function givenFolder({ isApproved = true, isHeld = false } = {}) {
  const data = mkdtempSync(join(tmpdir(), "vklad-steer-"));
  const given = await givenSettlement({ folder: data });
  const paid = planOf(given.facts, TWENTY.slice(0, 3));
  const plan = isHeld ? withheld({ ...paid, batches: [] }, held(paid)) : paid;
  if (isApproved) await givenApproved(given.ledger, plan);
  else await givenProposal(given.ledger, plan);
  const common = (locale: "ru" | "en") => ({ data, config: "vklad.config.ts", locale });
  const said = async (command: () => Promise<void>) => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      await command();
      const lines = write.mock.calls.map(([text]) => `${text}`.trimEnd());
      // The first command closes what the test left open to others.
      const closed = [words.en.closedToOthers, words.ru.closedToOthers];
      return lines.filter((line) => !closed.some((said) => line.startsWith(said)));
    } finally {
      write.mockRestore();
    }
  };
  return {
    ledger: given.ledger,
    plan,
    ask: (options: Partial<DistributeOptions>, locale: "ru" | "en" = "en") =>
      said(() => steerDistribution(common(locale), { show: false, status: false, ...options })),
    status: () => said(() => distribute(common("en"), { show: true })),
    async [Symbol.asyncDispose]() {
      await given[Symbol.asyncDispose]();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

test("a month is held and resumed with a reason, and each state names its way out in both languages", async () => {
  await using given = await givenFolder();

  const held = await given.ask({ hold: "2026-09", reason: "a wrong verdict" }, "ru");
  expect(held[0]).toBe("2026-09: записано в журнал решений");
  expect(held[1]).toMatch(/^2026-09 r1 {2}held/);
  expect(held.slice(2)).toEqual([
    expect.stringMatching(/^ {2}Задержан: .*--resume.*--void/),
    "  Задержал оператор с машины: a wrong verdict",
  ]);
  const resumed = await given.ask({ resume: "2026-09", reason: "it was right" });
  expect(resumed.slice(1)).toEqual([
    expect.stringMatching(/^2026-09 r1 {2}approved/),
    expect.stringMatching(/^ {2}Approved\. /),
  ]);
  expect(await given.status()).toEqual(resumed.slice(1));
  const events = await given.ledger.read({ kinds: ["distribution_held"] });
  expect(events).toMatchObject([{ actor: "operator", payload: { reason: "a wrong verdict" } }]);
});

test("to void is written down, and left to the process that owns the chain", async () => {
  await using given = await givenFolder();

  const lines = await given.ask({ void: "2026-09", reason: "Eva left." });

  expect(lines[1]).toMatch(/^The process that runs does it .* belongs to process \d+/);
  expect(lines[2]).toMatch(/^2026-09 r1 {2}voiding/);
  expect(lines.slice(3)).toEqual([
    expect.stringMatching(/^ {2}Is being voided on the chain\./),
    "  To be voided, by the operator from the machine: Eva left.",
  ]);
});

test("a word on a line is written down, then the month is to be proposed anew, and --status says why", async () => {
  await using given = await givenFolder({ isApproved: false });
  const line = given.plan.lines[0]?.id ?? "";
  const say = async (options: Partial<DistributeOptions>) => {
    // It is proposed in this process, as nothing else runs: and this folder names no proposer.
    const asking = given.ask({ line: line.slice(0, 12), ...options });
    await expect(asking).rejects.toThrow("committee.proposer is missing");
    return await given.status();
  };

  expect(await say({ dropLine: "2026-09", reason: "<b>" })).toEqual([
    expect.stringMatching(/^2026-09 r1 {2}revising/),
    expect.stringMatching(/^ {2}A line was held, dropped or released, so that .*--revise\.$/),
    `  Line dropped ${line}, the operator from the machine: <b>`,
  ]);
  expect(await given.ledger.read({ kinds: ["line_dropped"] })).toMatchObject([
    { actor: "operator", payload: { period: "2026-09", line_id: line, reason: "<b>" } },
  ]);
  expect((await say({ releaseLine: "2026-09", reason: "it was right" })).at(-1)).toBe(
    `  Line released ${line}, the operator from the machine: it was right`,
  );
});

test("a line of an approved plan is refused with the way, and --status shows what is withheld", async () => {
  await using given = await givenFolder();
  const asked = { holdLine: "2026-09", line: given.plan.lines[0]?.id ?? "", reason: "?" };
  await expect(given.ask(asked)).rejects.toThrow("vklad distribute --void MONTH --reason TEXT");

  await using later = await givenFolder({ isApproved: false, isHeld: true });
  const row = later.plan.withheld.at(-1);
  expect((await later.status()).at(-1)).toBe(
    `  Line held ${row?.id} (${row?.member}, ${row?.domain}, ${row?.amount}), ` +
      `${row?.actor}: a wrong verdict`,
  );
});

test("what cannot be asked of a month is refused with its reason, and changes nothing", async () => {
  await using given = await givenFolder();
  const head = await given.ledger.head();

  await expect(given.ask({ revise: "2026-09", reason: "?" })).rejects.toThrow(
    "vklad distribute --void",
  );
  await expect(given.ask({ hold: "2026-08", reason: "?" })).rejects.toThrow("--status");
  await expect(given.ask({ acknowledge: "sig", reason: "?" })).rejects.toThrow("(no_transfer)");
  expect(await given.ledger.head()).toEqual(head);
});

test("a foreign transfer on a named cluster stands with its page at the explorer", async () => {
  await using given = await givenFolder();
  const found = async (period: string, signature: string, chain: { genesis?: string } = {}) => {
    const plan = givenPlan({ period });
    const { digest } = await givenProposal(given.ledger, {
      ...plan,
      chain: { ...plan.chain, ...chain },
    });
    const payload = { digest, signature, slot: 1, amount_base_units: "5" };
    await given.ledger.append("foreign_transfer_found", payload, { actor: "settler" });
  };
  await found("2026-10", "5devnet", { genesis: CLUSTERS.devnet.genesis });
  await found("2026-11", "5embedded");

  const lines = await given.status();

  const at = lines.findIndex((line) => line.includes("5devnet"));
  expect(lines[at + 1]).toBe("  https://explorer.solana.com/tx/5devnet?cluster=devnet");
  expect(lines.some((line) => line.includes("5embedded"))).toBe(true);
  expect(lines.filter((line) => line.includes("explorer"))).toHaveLength(1);
});
