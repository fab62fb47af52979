import type { Mutant } from "../mutant.ts";

const KEYS = "warehouse/ledger/approval/approval-keys.ts";
const SIGNED = "warehouse/ledger/approval/signed-text.ts";
const CONFIRMED = ["warehouse/ledger/approval/confirm-key.test.ts"];
const TEXTS = ["warehouse/ledger/approval/signed-text.test.ts"];

/** Whose keys sign plans, and who lets them count. */
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
];
