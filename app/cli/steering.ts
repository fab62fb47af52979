import { isReason, type LineWish, type Steer } from "../../warehouse/ledger/index.ts";
import { SteerOptionsError } from "./errors.ts";
import type { DistributeOptions } from "./options.ts";

export interface Steering {
  readonly wish: Steer | "acknowledge";
  /** A month; a signature to be acknowledged. */
  readonly of: string;
  readonly reason: string;
}

/** What is asked of one line of a month. */
export interface LineSteering {
  readonly wish: LineWish;
  readonly of: string;
  readonly line: string;
  readonly reason: string;
}

const WISHES = ["hold", "resume", "void", "revise", "acknowledge"] as const;
const LINE_WISHES = { holdLine: "hold", dropLine: "drop", releaseLine: "release" } as const;
type Named = (typeof WISHES)[number] | keyof typeof LINE_WISHES;
const NAMES: readonly Named[] = [...WISHES, "holdLine", "dropLine", "releaseLine"];
const REASON_CHARACTERS_MAX = 500;

/** What is asked of a distribution; null where nothing is. Checked before anything is opened. */
export function steerOf(options: DistributeOptions): Steering | LineSteering | null {
  const asked = NAMES.filter((wish) => options[wish] !== undefined);
  const [wish, ...others] = asked;
  const reason = options.reason?.trim() ?? "";
  if (wish === undefined) {
    if (options.reason === undefined && options.line === undefined) return null;
    const alone = options.reason === undefined ? "--line alone" : "--reason alone";
    throw new SteerOptionsError(alone, `one of ${NAMES.map(flagOf).join(", ")} with it`);
  }
  const named = asked.map(flagOf).join(" and ");
  if (others.length > 0) throw new SteerOptionsError(named, "one of them at a time");
  if (reason === "" || reason.length > REASON_CHARACTERS_MAX) {
    const expected = `--reason with a text of up to ${REASON_CHARACTERS_MAX} characters beside it`;
    throw new SteerOptionsError(reason === "" ? `${named} alone` : "a longer --reason", expected);
  }
  const of = options[wish] ?? "";
  if (wish !== "acknowledge" && !/^\d{4}-(0[1-9]|1[0-2])$/.test(of))
    throw new SteerOptionsError(`${named} ${JSON.stringify(of)}`, "a month such as 2026-09");
  if (isOfLine(wish)) return { ...lineOf(wish, options, reason), of };
  if (options.line !== undefined)
    throw new SteerOptionsError(
      `${named} with --line`,
      "--line with --hold-line and its like alone",
    );
  return { wish, of, reason };
}

function lineOf(wish: keyof typeof LINE_WISHES, { line = "" }: DistributeOptions, reason: string) {
  const flag = flagOf(wish);
  if (!/^[0-9a-f]{1,64}$/.test(line))
    throw new SteerOptionsError(
      line === "" ? `${flag} alone` : `--line ${JSON.stringify(line)}`,
      "--line with a line's id, or its beginning: the address of its page ends with it",
    );
  // Each who signs the plan reads it.
  if (!isReason(reason))
    throw new SteerOptionsError("another --reason", "one line of text without control characters");
  return { wish: LINE_WISHES[wish], line, reason };
}

function isOfLine(wish: Named): wish is keyof typeof LINE_WISHES {
  return Object.hasOwn(LINE_WISHES, wish);
}

function flagOf(wish: Named): string {
  return `--${wish.replace("Line", "-line")}`;
}
