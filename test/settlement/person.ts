import type { Random } from "../../demo/random.ts";
import { bob, eva } from "../../warehouse/ledger/given.ts";
import {
  acknowledgeTransfer,
  approvalText,
  approve,
  distributionState,
  type DistributionState,
  openPlanOf,
  OPERATOR,
  steer,
  type Steer,
  SteerRefusedError,
  wayOut,
} from "../../warehouse/ledger/index.ts";
import type { Books } from "./books.ts";
import type { World } from "./world.ts";

/**
 * An operator with a committee behind, who knows nothing but what the page and the errors say, and
 * does that. People take longer than a block hash lives.
 */
export function createPerson(around: {
  readonly books: Books;
  readonly world: World;
  readonly now: () => Date;
  readonly random: Random;
  readonly pass: (slots: number) => void;
  readonly honest: () => void;
  readonly reconnect: () => void;
  /** Stops the other machine, and takes what it paid into this one's ledger. */
  readonly adopt: () => Promise<void>;
}) {
  const { books, world, now, pass } = around;
  const followed: string[] = [];
  const kept: string[] = [];
  let last = "";
  let olderCount = 0;

  async function stateOf(period: string): Promise<DistributionState | null> {
    const events = await books.ledger.read();
    const digest = openPlanOf(events, period)?.digest;
    return digest === undefined ? null : distributionState(events, digest, now());
  }

  async function ask(wish: Steer, period: string): Promise<boolean> {
    const steered = { period, actor: OPERATOR, reason: "a run", now: now() };
    try {
      await steer(books.ledger, wish, steered);
      return true;
    } catch (error) {
      if (error instanceof SteerRefusedError) return false;
      throw error;
    }
  }

  async function sign({ plan, digest }: DistributionState): Promise<void> {
    pass(450);
    for (const { account, publicKey, sign: by } of [bob, eva]) {
      const signature = by(approvalText(plan, digest));
      await approve(books.ledger, { digest, account, publicKey, signature, now: now() });
    }
  }

  async function acknowledge({ foreign }: DistributionState): Promise<void> {
    for (const { signature, acknowledged } of foreign) {
      if (acknowledged !== null) continue;
      const said = { signature, note: "known", actor: OPERATOR, now: now() };
      await acknowledgeTransfer(books.ledger, said);
    }
  }

  /** What the page says of a plan that waits: its way out, followed. */
  async function goOn(period: string): Promise<void> {
    const state = await stateOf(period);
    if (state === null) return;
    const way = wayOut(state);
    followed.push(way);
    olderCount = 0;
    if (way === "sign") await sign(state);
    else if (way === "held") await ask("resume", period);
    else if (way === "alarm" || way === "settled_foreign") await acknowledge(state);
    else if (way === "approvals_lost" || way === "expired_approved") await ask("void", period);
    else pass(10);
  }

  return {
    followed,
    goOn,
    planOf: stateOf,
    /** Every backup there is was tried, and tried again. */
    isAtWitsEnd: () => olderCount > 2 * (kept.length + 1) + 4,
    stateOf: async (period: string) => {
      const state = await stateOf(period);
      return state === null ? "unplanned" : wayOut(state);
    },
    /** Of the newest period that has a plan. */
    async ask(wish: Steer): Promise<boolean> {
      const plans = await books.ledger.read({ kinds: ["plan_proposed"] });
      const period = plans.at(-1)?.payload.period;
      return period === undefined ? false : await ask(wish, period);
    },
    /** The file of a ledger that another took the place of: the newest backup. */
    keep: (name: string) => void kept.push(name),

    /** Does what the error says. */
    async follow(period: string, error: Error): Promise<void> {
      const { name, message } = error;
      followed.push(name);
      if (!/^Ledger|TypeError/.test(name)) olderCount = 0;
      if (name === "LedgerOlderError" || name === "LedgerBehindError") {
        pass(450);
        olderCount += 1;
        const newest = kept.pop();
        // What no backup knows is on the chain alone.
        if (newest === undefined || olderCount > kept.length + 2) await around.adopt();
        if (newest !== undefined) {
          kept.unshift(books.name);
          books.use(newest);
        }
      } else if (name === "ChainMismatchError") around.reconnect();
      else if (name === "ChainDisagreementError" || name === "SpendingCapError") {
        around.honest();
        around.reconnect();
      } else if (/Fill it up/.test(message)) {
        // Still short by the same: an explorer shows what was sent.
        if (last === message) around.honest();
        world.fillUp(1_000_000_000n);
      } else if (/Send it some|lamports for|no lamports/.test(message)) {
        if (last === message) around.honest();
        world.fillLamports();
      } else if (/--void/.test(message) || name === "SimulationRefusedError")
        await ask("void", period);
      else if (name === "SettlementMismatchError") {
        around.honest();
        const state = await stateOf(period);
        if (state !== null) await acknowledge(state);
      } else pass(20);
      last = message;
    },
  };
}
