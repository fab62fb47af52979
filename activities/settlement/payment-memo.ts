/** Hex digits of a digest or hash that stand in a memo as 16 characters of base64url. */
const TAGGED_HEX = 24;
export const TAG_LENGTH = 16;
const TAG = `[\\w-]{${TAG_LENGTH}}`;

const MEMO = new RegExp(`^stk2([vocr]?):(\\d{4})(\\d{2}):(${TAG}):(\\d+):(${TAG})$`);
/** What payments said before they named their month and the ledger's head. */
const OLD_MEMO = /^stk1(-void)?:([0-9a-f]{32}):(\d+)$/;

/**
 * What a transaction of ours is for: `open` takes the month for a plan, `close` says that nothing of
 * a plan is paid or voided any more, `reclaim` takes back what its receipts locked. None of these
 * three moves a token.
 */
export type Purpose = "pay" | "void" | "open" | "close" | "reclaim";

/**
 * What a transaction of ours says on the chain: of which plan and batch it is, for which month, and
 * what the ledger's newest event was when it was signed. No names and no amounts.
 */
export interface PaymentMemo {
  readonly purpose: Purpose;
  /** Null in what was signed before memos named it. */
  readonly period: string | null;
  /** The first hex digits of the plan's digest. */
  readonly digest: string;
  readonly batch: number;
  /** The first hex digits of the newest event's hash; null as above. */
  readonly head: string | null;
}

/**
 * How all memos of a plan begin: `stk2:202609:<plan>:`. The batch, a colon and the ledger's head
 * follow, which makes 52 characters at the most.
 */
export function memoStarts({
  period,
  digest,
}: {
  period: string;
  digest: string;
}): Readonly<Record<Purpose, string>> {
  const rest = `${period.replace("-", "")}:${tagOf(digest)}:`;
  const [pay, empty, open] = [`stk2:${rest}`, `stk2v:${rest}`, `stk2o:${rest}`];
  return { pay, void: empty, open, close: `stk2c:${rest}`, reclaim: `stk2r:${rest}` };
}

/** What an anchor of this hash is written as. */
export function tagOf(hex: string): string {
  // Whoever writes a memo and reads it back asks twice for the same.
  if (tagged.hex !== hex)
    tagged = { hex, tag: Buffer.from(hex.slice(0, TAGGED_HEX), "hex").toString("base64url") };
  return tagged.tag;
}

let tagged = { hex: "", tag: "" };

const PURPOSES: Readonly<Record<string, Purpose>> = {
  v: "void",
  o: "open",
  c: "close",
  r: "reclaim",
};

/** Null for a text that is no memo of ours. */
export function parseMemo(text: string): PaymentMemo | null {
  const old = OLD_MEMO.exec(text);
  if (old !== null) {
    const [, isVoid, digest = "", batch] = old;
    const purpose = isVoid === undefined ? "pay" : "void";
    return { purpose, period: null, digest, batch: Number(batch), head: null };
  }
  const found = MEMO.exec(text);
  if (found === null) return null;
  const [, letter = "", year, month, digest = "", batch, head = ""] = found;
  const hexOf = (tag: string) => Buffer.from(tag, "base64url").toString("hex");
  return {
    purpose: PURPOSES[letter] ?? "pay",
    period: `${year}-${month}`,
    digest: hexOf(digest),
    batch: Number(batch),
    head: hexOf(head),
  };
}
