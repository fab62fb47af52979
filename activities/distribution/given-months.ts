/** What the property of months after months begins with. No product code imports this. */
import {
  escrowsOf,
  isHeldInEscrow,
  type LineWish,
  plansOf,
  steerLine,
} from "../../warehouse/ledger/index.ts";
import { bob } from "../../warehouse/ledger/given.ts";
import { givenDistribution, SEPTEMBER } from "./given-distribution.ts";
import { addressOf, givenPoints } from "./given-period.ts";

const MONTH_MS = 30 * 24 * 60 * 60 * 1_000;

/** A club of four without wallets that works and is paid month by month. */
export async function givenMonths({ keptMonths }: { readonly keptMonths: number }) {
  const given = await givenDistribution();
  const people = ["m_kim", "m_lea", "m_max", "m_zoe"];
  const points = givenPoints(
    people.map((member, index) => [member, "community", BigInt(index + 1)] as const),
    people,
  );
  given.world.points = points;
  given.world.keptMs = keptMonths * MONTH_MS;
  given.world.closed = [];
  const linked = new Set<string>();

  return {
    /**
     * Each month these link a wallet; then `voids` says which batch is voided and paid anew. Before
     * that words are said of lines, by their place in the plan or in what is held of earlier months.
     */
    async run(
      links: readonly (readonly string[])[],
      voids: readonly number[],
      words: readonly (readonly [wish: LineWish, place: number])[][] = [],
    ) {
      const say = async (wish: LineWish, period: string, line: string) => {
        const asked = { period, line, digest: null, actor: bob.account, reason: "a word" };
        await steerLine(given.ledger, wish, { ...asked, now: given.clock.now });
      };
      let budget = 0n;
      for (const [index, names] of links.entries()) {
        for (const name of names) linked.add(`m_${name}`);
        const wallets = [...linked].map((member_id) => ({
          member_id,
          wallet: addressOf(member_id),
          counts_from: new Date(0),
        }));
        given.world.points = { ...points, wallets };
        const period = `2027-${`${index + 1}`.padStart(2, "0")}`;
        given.world.closed = [...given.world.closed, period];
        given.clock.now = new Date(Date.UTC(2027, index + 1, 5));
        let { digest } = await given.propose({ ...SEPTEMBER, period });
        for (const [wish, place] of words[index] ?? []) {
          const { plan } = await given.stateOf(digest);
          const events = await given.ledger.read();
          const held = escrowsOf(events).filter((line) => isHeldInEscrow(events, line));
          const kept = held[place % Math.max(1, held.length)];
          const line = plan.lines[place % Math.max(1, plan.lines.length)];
          const isUnder = plan.withheld.some(({ id }) => id === line?.id);
          if (wish === "release" && kept !== undefined) await say(wish, kept.period, kept.id);
          else if (line !== undefined && (wish !== "release" || isUnder))
            await say(wish, period, line.id);
          ({ digest } = await given.propose({ ...SEPTEMBER, period }));
        }
        await given.sign(digest);
        const { batches } = await given.stateOf(digest);
        if (batches.length > 0 && voids[index] !== 0) {
          for (const { batch } of batches)
            await given.close(
              digest,
              batch % (voids[index] ?? 1) === 0 ? "batch_voided" : "batch_paid",
              batch,
            );
          ({ digest } = await given.propose({ ...SEPTEMBER, period }));
          await given.sign(digest);
        }
        await given.settle(digest);
        budget += Object.values(given.world.budgets).reduce((sum, one) => sum + one, 0n);
      }
      const events = await given.ledger.read();
      const states = await Promise.all(plansOf(events).map(({ digest }) => given.stateOf(digest)));
      const last = states.at(-1);
      return {
        budget,
        paid: states.reduce((sum, one) => sum + one.paidBaseUnits + one.releasedBaseUnits, 0n),
        owed: escrowsOf(events).reduce((sum, { amount }) => sum + amount, 0n),
        carry: last?.carryBaseUnits ?? 0n,
        dropped: states.flatMap(({ plan, settlement }) =>
          settlement === null
            ? []
            : plan.withheld.flatMap(({ id, word }) => (word === "dropped" ? id : [])),
        ),
        held: escrowsOf(events).flatMap((line) => (isHeldInEscrow(events, line) ? line.id : [])),
        paidLines: states.flatMap(({ batches }) =>
          batches.flatMap(({ status, lineIds }) => (status === "paid" ? lineIds : [])),
        ),
      };
    },
    [Symbol.asyncDispose]: async () => await given[Symbol.asyncDispose](),
  };
}
