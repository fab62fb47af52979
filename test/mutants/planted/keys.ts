import type { Mutant } from "../mutant.ts";

const KEYS = "warehouse/ledger/approval/approval-keys.ts";
const SIGNED = "warehouse/ledger/approval/signed-text.ts";
const CONFIRMED = ["warehouse/ledger/approval/confirm-key.test.ts"];
const TEXTS = ["warehouse/ledger/approval/signed-text.test.ts"];

const WALLETS = "warehouse/ledger/people/wallets.ts";
const LINKED = ["app/gateway/wallets/desk.test.ts"];

/** Whose keys sign plans and who lets them count; whose wallets are paid. */
export const keyMutants: readonly Mutant[] = [
  {
    change: "the operator confirms keys beside a committee that has one",
    file: KEYS,
    find: `return isFirst ? null : "committee_confirms";`,
    replace: "return null;",
    check: CONFIRMED,
  },
  {
    change: "the operator confirms an outsider's key",
    file: KEYS,
    find: `if (!seats.has(personOf(key.account))) return "not_on_committee";`,
    replace: "",
    check: CONFIRMED,
  },
  {
    change: "anybody confirms in the operator's name",
    file: KEYS,
    find: `if (actor !== OPERATOR) return "not_another_member";`,
    replace: "",
    check: CONFIRMED,
  },
  {
    change: "a key that nobody has confirmed confirms others",
    file: KEYS,
    find: `if (!counting.includes(own)) return "key_not_confirmed";`,
    replace: "",
    check: CONFIRMED,
  },
  {
    change: "somebody else's key confirms in a member's name",
    file: KEYS,
    find: "own === undefined || personOf(own.account) !== personOf(by)",
    replace: "own === undefined",
    check: CONFIRMED,
  },
  {
    change: "a confirmation needs no signature that fits",
    file: KEYS,
    find: `return isSigned ? null : "bad_signature";`,
    replace: "return null;",
    check: CONFIRMED,
  },
  {
    change: "an outsider revokes a member's key",
    file: "warehouse/ledger/approval/confirm-key.ts",
    find: "if (seatOf(events, may, account) === null)",
    replace: "if (may.length === 0)",
    check: CONFIRMED,
  },
  {
    change: "a revoked key still counts",
    file: KEYS,
    find: "filter(([, { revoked }]) => revoked === null)",
    replace: "filter(() => true)",
    check: CONFIRMED,
  },
  {
    change: "a text that could be a transaction is signed",
    file: SIGNED,
    find: "if (!isSignable(text)) return false;",
    replace: "",
    check: TEXTS,
  },
  {
    change: "an off-chain message of another version counts",
    file: SIGNED,
    find: "Buffer.from([0, 0])",
    replace: "Buffer.from([1, 0])",
    check: TEXTS,
  },
  {
    change: "a wallet is paid as soon as it is linked",
    file: "models/core/distributions/member_wallets.ts",
    find: `daysAfter(eb.ref("linked_at"), WALLET_COOL_DOWN_DAYS)`,
    replace: `eb.ref("linked_at")`,
    check: ["models/core/distributions/member_wallets.test.ts"],
  },
  {
    change: "a page calls a wallet good as soon as it is linked",
    file: WALLETS,
    find: "Date.parse(at) + WALLET_COOL_DOWN_MS",
    replace: "Date.parse(at)",
    check: LINKED,
  },
  {
    change: "a plan pays to wallets that do not count yet",
    file: "activities/distribution/payable-wallets.ts",
    find: "if (counts_from.getTime() <= at.getTime())",
    replace: "if (counts_from !== at)",
    check: ["activities/distribution/plan-distribution.test.ts"],
  },
  {
    change: "a wallet is linked without its signature",
    file: WALLETS,
    find: "if (!isSignable(text) || !verifySignedText(text, publicKey, signature))",
    replace: "if (!isSignable(text))",
    check: LINKED,
  },
  {
    change: "two members link one wallet",
    file: WALLETS,
    find: "if (walletOf(events, other)?.wallet === wallet)",
    replace: "if (other === wallet)",
    check: LINKED,
  },
  {
    change: "one proof links a wallet again and again",
    file: WALLETS,
    find: "uniqueKey: `wallet:${nonce}`,",
    replace: "",
    check: LINKED,
  },
  {
    change: "a text to link a wallet counts for ever",
    file: "app/gateway/wallets/nonces.ts",
    find: "age_ms >= 0 && age_ms < NONCE_MS_MAX",
    replace: "age_ms >= 0",
    check: LINKED,
  },
  {
    change: "a text to link a wallet is made for anybody",
    file: "app/gateway/wallets/nonces.ts",
    find: "update(`${body}\\0${memberId}\\0${wallet}`)",
    replace: "update(`${body}\\0${wallet}\\0${memberId.length}`)",
    check: LINKED,
  },
];
