import { ChainDisagreementError } from "./errors.ts";
import type {
  AddressSignature,
  AsOfSlot,
  ChainAccount,
  ChainPort,
  SignatureStatus,
} from "./port.ts";
import { TOKEN_PROGRAM, addressText } from "./transaction/programs.ts";

/** A node with the name that errors give it: never its address, which may hold a key. */
export interface NamedNode {
  readonly name: string;
  readonly chain: ChainPort;
}

/** Nodes that are further apart than a block hash lives do not look at the same moment. */
const APART_SLOTS_MAX = 150;

/** Looks at one signature in which nodes contradict each other before a person is told: a lag is shorter. */
const CONTRADICTIONS_MAX = 60;

/**
 * One chain as several independent nodes see it. What money hangs on is asked of each, and believed
 * only where all say the same: a payment is paid or dead by the word of all, or pending. A node that
 * gives no answer makes the question fail, as without witnesses: nothing is known then.
 */
export function witnessed(primary: NamedNode, witnesses: readonly NamedNode[]): ChainPort {
  if (witnesses.length === 0) return primary.chain;
  const nodes = [primary, ...witnesses];
  /** How often in a row nodes contradicted each other, by what they were asked about. */
  const contradictions = new Map<string, number>();

  async function all<Answer>(ask: (chain: ChainPort) => Promise<Answer>): Promise<Answer[]> {
    return await Promise.all(nodes.map(({ chain }) => ask(chain)));
  }

  /** The answer of all, or an error that says who said what. */
  async function agreed<Answer>(
    what: string,
    ask: (chain: ChainPort) => Promise<Answer>,
    shown: (answer: Answer) => string = String,
  ): Promise<Answer> {
    const answers = await all(ask);
    const [first] = answers as [Answer, ...Answer[]];
    if (new Set(answers.map(shown)).size > 1) throw disagreement(what, answers.map(shown));
    return first;
  }

  function disagreement(what: string, shown: readonly string[]): ChainDisagreementError {
    return new ChainDisagreementError(
      what,
      shown.map((text, index) => `${nodes[index]?.name} says ${text.slice(0, 200)}`),
    );
  }

  /** Notes a contradiction that may be a lag, and gives up on it once it has lasted. */
  function contradicted(what: string, shown: readonly string[]): void {
    const count = (contradictions.get(what) ?? 0) + 1;
    contradictions.set(what, count);
    if (count > CONTRADICTIONS_MAX) throw disagreement(what, shown);
  }

  /** The lowest of each: what has expired has expired for all. */
  async function finalizedView() {
    const views = await all((chain) => chain.finalizedView());
    const slots = views.map(({ slot }) => slot);
    assertNear("the newest final slot", slots);
    return { slot: Math.min(...slots), height: Math.min(...views.map(({ height }) => height)) };
  }

  return {
    genesis: () => agreed("which chain this is", (chain) => chain.genesis()),

    /** The hash is the primary's; its life the longest that anybody names. */
    async latestBlockhash() {
      const answers = await all((chain) => chain.latestBlockhash());
      const heights = answers.map(({ lastValidBlockHeight }) => lastValidBlockHeight);
      assertNear("how long a payment may land", heights);
      return { ...answers[0]!, lastValidBlockHeight: Math.max(...heights) };
    },

    /** To one after the other: a node that keeps a payment to itself delays nothing. */
    async send(wire) {
      const failed: unknown[] = [];
      for (const { chain } of nodes) await chain.send(wire).catch((error) => failed.push(error));
      if (failed.length === nodes.length) throw failed[0];
    },

    finalizedView,

    async statuses(signatures) {
      const answers = await all((chain) => chain.statuses(signatures));
      const values = signatures.map((signature, index) => {
        const told = answers.map((answer) => answer.values[index] ?? null);
        const [first = null] = told;
        if (told.every((one) => statusText(one) === statusText(first))) {
          contradictions.delete(`what became of ${signature}`);
          return first;
        }
        if (told.some((one) => one?.commitment === "finalized"))
          contradicted(`what became of ${signature}`, told.map(statusText));
        // Somebody knows of it, so it may be on its way: neither paid nor dead.
        return { slot: oldest(answers), commitment: "processed" as const, error: null };
      });
      return { contextSlot: oldest(answers), values };
    },

    async accounts(addresses, commitment) {
      const answers = await all((chain) => chain.accounts(addresses, commitment));
      const values = addresses.map((address, index) => {
        const told = answers.map((answer) => answer.values[index] ?? null);
        const [first = null] = told;
        if (told.some((one) => factsText(one) !== factsText(first)))
          throw disagreement(`the account ${address}`, told.map(accountText));
        return told.reduce(poorer, first);
      });
      return { contextSlot: oldest(answers), values };
    },

    async transaction(signature) {
      const what = `the transaction ${signature}`;
      const answers = await all((chain) => chain.transaction(signature));
      const shown = answers.map((landed) => (landed === null ? "nothing" : landedText(landed)));
      const known = shown.filter((text) => text !== "nothing");
      if (new Set(known).size > 1) throw disagreement(what, shown);
      if (known.length === nodes.length) {
        contradictions.delete(what);
        return answers[0] ?? null;
      }
      // One that is behind knows less for a while.
      if (known.length > 0) contradicted(what, shown);
      return null;
    },

    async signaturesOf(address, minContextSlot, limit) {
      const histories = await all((chain) => chain.signaturesOf(address, minContextSlot, limit));
      const until = minContextSlot ?? (await finalizedView()).slot;
      // Of a history that was cut off the oldest slot may be there in part.
      const after = Math.max(
        ...histories.map((one) => (one.length === limit ? (one.at(-1)?.slot ?? -1) : -1)),
      );
      const keys = histories.map((history) => new Set(history.map(entryText)));
      const isOfAll = (one: AddressSignature) => keys.every((known) => known.has(entryText(one)));
      const single = histories
        .flat()
        .find((one) => one.slot <= until && one.slot > after && !isOfAll(one));
      if (single !== undefined) {
        const shown = keys.map((known) =>
          known.has(entryText(single)) ? "it is there" : "it is not",
        );
        throw disagreement(`transaction ${single.signature} of ${address}`, shown);
      }
      return (histories[0] ?? []).filter(isOfAll);
    },

    rentExempt: (byteCount) =>
      agreed(`the rent of ${byteCount} bytes`, (chain) => chain.rentExempt(byteCount)),

    async simulate(unsigned) {
      const answers = await all((chain) => chain.simulate(unsigned));
      const errors = answers.map(({ error }) => JSON.stringify(error));
      if (new Set(errors).size > 1) throw disagreement("what a payment would do", errors);
      const units = Math.max(...answers.map((answer) => answer.units));
      return { ...answers[0]!, units };
    },

    /** The lowest: nobody talks us into a higher price alone. */
    async recentPrices(writable) {
      const answers = await all((chain) => chain.recentPrices(writable));
      const sumOf = (prices: readonly bigint[]) => prices.reduce((sum, one) => sum + one, 0n);
      return answers.reduce((least, one) => (sumOf(one) < sumOf(least) ? one : least));
    },

    blockTime: (slot) => primary.chain.blockTime(slot),
  };

  function assertNear(what: string, values: readonly number[]): void {
    if (Math.max(...values) - Math.min(...values) <= APART_SLOTS_MAX) return;
    throw disagreement(what, values.map(String));
  }
}

function oldest(answers: readonly AsOfSlot<unknown>[]): number {
  return Math.min(...answers.map(({ contextSlot }) => contextSlot));
}

function statusText(status: SignatureStatus | null): string {
  if (status === null) return "nothing";
  const { slot, commitment, error } = status;
  return `${commitment} in slot ${slot} with ${JSON.stringify(error)}`;
}

function entryText({ signature, slot, error, memo }: AddressSignature): string {
  return `${signature} ${slot} ${JSON.stringify(error)} ${memo}`;
}

function landedText({
  slot,
  error,
  wire,
  tokenBalances,
}: NonNullable<Awaited<ReturnType<ChainPort["transaction"]>>>): string {
  const balances = tokenBalances.map(
    ({ account, before, after }) => `${account} ${before} ${after}`,
  );
  const bytes = wire === null ? "" : Buffer.from(wire).toString("base64");
  return [`slot ${slot}`, JSON.stringify(error), balances.toSorted().join(), bytes].join(", ");
}

const TOKEN = addressText(TOKEN_PROGRAM);
/** Where a token account keeps what may change from one slot to the next. */
const AMOUNT_AT = 64;
const DELEGATE_AT = 72;
const DELEGATE_BYTES = 36;
const ALLOWANCE_AT = 121;
const U64_BYTES = 8;
const TOKEN_ACCOUNT_BYTES = 165;

function isTokenAccount(account: ChainAccount): boolean {
  return account.owner === TOKEN && account.bytes.length === TOKEN_ACCOUNT_BYTES;
}

/** What of an account must be the same for all: all but its balances, and who may spend of them. */
function factsText(account: ChainAccount | null): string {
  if (account === null) return "nothing";
  const bytes = Buffer.from(account.bytes);
  if (isTokenAccount(account)) {
    bytes.fill(0, AMOUNT_AT, DELEGATE_AT + DELEGATE_BYTES);
    bytes.fill(0, ALLOWANCE_AT, ALLOWANCE_AT + U64_BYTES);
  }
  return `${account.owner} ${account.isExecutable} ${bytes.toString("base64")}`;
}

function accountText(account: ChainAccount | null): string {
  if (account === null) return "it is not there";
  return `it is of ${account.owner} with ${account.bytes.length} bytes`;
}

/** Of two views of one account the poorer: no payment is begun on a balance that one of them invents. */
function poorer(one: ChainAccount | null, than: ChainAccount | null): ChainAccount | null {
  if (one === null || than === null) return one;
  if (!isTokenAccount(one)) return one.lamports < than.lamports ? one : than;
  const least = u64At(one, AMOUNT_AT) < u64At(than, AMOUNT_AT) ? one : than;
  const bytes = Buffer.from(least.bytes);
  // One node may show a payment, and the other what was allowed before it, or after.
  const allowing = allowanceOf(one) < allowanceOf(than) ? one : than;
  bytes.set(allowing.bytes.subarray(DELEGATE_AT, DELEGATE_AT + DELEGATE_BYTES), DELEGATE_AT);
  bytes.set(allowing.bytes.subarray(ALLOWANCE_AT, ALLOWANCE_AT + U64_BYTES), ALLOWANCE_AT);
  if (delegateText(one) !== delegateText(than) && allowanceOf(allowing) > 0n) {
    bytes.fill(0, DELEGATE_AT, DELEGATE_AT + DELEGATE_BYTES);
    bytes.fill(0, ALLOWANCE_AT, ALLOWANCE_AT + U64_BYTES);
  }
  return { ...least, bytes };
}

function u64At({ bytes }: ChainAccount, at: number): bigint {
  return Buffer.from(bytes).readBigUInt64LE(at);
}

function delegateText({ bytes }: ChainAccount): string {
  return Buffer.from(bytes).toString("hex", DELEGATE_AT, DELEGATE_AT + DELEGATE_BYTES);
}

/** Nothing where nobody is named. */
function allowanceOf(account: ChainAccount): bigint {
  return account.bytes[DELEGATE_AT] === 0 ? 0n : u64At(account, ALLOWANCE_AT);
}
