import type { Mutant } from "../mutant.ts";

const IDENTITY = "app/gateway/identity";
const CODES = [`${IDENTITY}/codes.test.ts`];
const SIGN_INS = [`${IDENTITY}/sign-ins.test.ts`];
const TELEGRAM = ["sources/telegram/proof.test.ts"];

/** By whom, where and how often a one-time code is used. */
export const codeMutants: readonly Mutant[] = [
  {
    change: "a code is used in another session than the one that asked for it",
    file: `${IDENTITY}/open-codes.ts`,
    find: "const prefixOf = ({ sessionId, account }: Asker) => `${sessionId} ${account} `;",
    replace: "const prefixOf = ({ account }: Asker) => `${account} `;",
    check: CODES,
  },
  {
    change: "a code is used for another account than the one that asked for it",
    file: `${IDENTITY}/open-codes.ts`,
    find: "const prefixOf = ({ sessionId, account }: Asker) => `${sessionId} ${account} `;",
    replace: "const prefixOf = ({ sessionId }: Asker) => `${sessionId} `;",
    check: CODES,
  },
  {
    change: "a code is used twice",
    file: `${IDENTITY}/open-codes.ts`,
    find: `      codes.delete(key);
      if (found.number === null`,
    replace: "      if (found.number === null",
    check: CODES,
  },
  {
    change: "a code is used late",
    file: `${IDENTITY}/open-codes.ts`,
    find: "return found === undefined || isOver(found) ? null : found;",
    replace: "return found ?? null;",
    check: CODES,
  },
  {
    change: "a number is guessed as often as somebody likes",
    file: `${IDENTITY}/open-codes.ts`,
    find: "const triesLeft = found.triesLeft - 1;",
    replace: "const { triesLeft } = found;",
    check: CODES,
  },
  {
    change: "a code that somebody else has shown, too, is used",
    file: `${IDENTITY}/codes.ts`,
    find: "if (shownBy.length > 1) {",
    replace: "if (shownBy.length > 99) {",
    check: CODES,
  },
  {
    change: "the number that the bot tells is not asked for",
    file: `${IDENTITY}/codes.ts`,
    find: "const number = talk === null ? null : newNumber();",
    replace: "const number = null;",
    check: CODES,
  },
  {
    change: "a holder who could not be told is never told",
    file: `${IDENTITY}/codes.ts`,
    find: "codes.shown(asker, open, null);",
    replace: "",
    check: CODES,
  },
  {
    change: "every look has the source asked",
    file: `${IDENTITY}/codes.ts`,
    find: "if (at - (wokenAt.get(name) ?? -Infinity) < WOKEN_EVERY_MS) return;",
    replace: "",
    check: CODES,
  },
  {
    change: "a part of a code, or more than it, shows it",
    file: `${IDENTITY}/shown-codes.ts`,
    find: "shown !== null && codesIn(shown.text).includes(code)",
    replace: "shown !== null",
    check: CODES,
  },
  {
    change: "what is said to the bot in private lands",
    file: "sources/telegram/proof.ts",
    find: `if (command !== "/start" || !WHOLE_CODE.test(code) || more.length > 0) return null;`,
    replace: "",
    check: TELEGRAM,
  },
  {
    change: "a bot shows a code as if it were a person",
    file: "sources/telegram/proof.ts",
    find: "is_bot: z.literal(false)",
    replace: "is_bot: z.boolean()",
    check: TELEGRAM,
  },
  {
    change: "the answer of another session's sign-in links an account",
    file: `${IDENTITY}/sign-ins.ts`,
    find: "if (nonces.use(state, holderOf(principal, sessionId)) !== system)",
    replace: "if (state === system)",
    check: SIGN_INS,
  },
  {
    change: "a sign-in that another account of the session began links this one",
    file: `${IDENTITY}/sign-ins.ts`,
    find: "`${sessionId} ${account}`;",
    replace: "`${sessionId} ${account.length}`;",
    check: SIGN_INS,
  },
  {
    change: "a bot of Discord proves an account",
    file: "sources/discord/sign-in.ts",
    find: `if (me.bot === true) throw new Error("A bot of Discord has signed in; expected a person.");`,
    replace: "",
    check: ["sources/discord/sign-in.test.ts"],
  },
];
