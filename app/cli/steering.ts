import type { Steer } from "../../warehouse/ledger/index.ts";
import { SteerOptionsError } from "./errors.ts";
import type { DistributeOptions } from "./options.ts";

export interface Steering {
  readonly wish: Steer | "acknowledge";
  /** A month; a signature to be acknowledged. */
  readonly of: string;
  readonly reason: string;
}

const WISHES = ["hold", "resume", "void", "revise", "acknowledge"] as const;
const REASON_CHARACTERS_MAX = 500;

/** What is asked of a distribution; null where nothing is. Checked before anything is opened. */
export function steerOf(options: DistributeOptions): Steering | null {
  const asked = WISHES.filter((wish) => options[wish] !== undefined);
  const [wish, ...others] = asked;
  const reason = options.reason?.trim() ?? "";
  if (wish === undefined) {
    if (options.reason === undefined) return null;
    throw new SteerOptionsError("--reason alone", `one of --${WISHES.join(", --")} with it`);
  }
  const named = asked.map((one) => `--${one}`).join(" and ");
  if (others.length > 0) throw new SteerOptionsError(named, "one of them at a time");
  if (reason === "" || reason.length > REASON_CHARACTERS_MAX) {
    const expected = `--reason with a text of up to ${REASON_CHARACTERS_MAX} characters beside it`;
    throw new SteerOptionsError(reason === "" ? `${named} alone` : "a longer --reason", expected);
  }
  const of = options[wish] ?? "";
  if (wish !== "acknowledge" && !/^\d{4}-(0[1-9]|1[0-2])$/.test(of))
    throw new SteerOptionsError(`${named} ${JSON.stringify(of)}`, "a month such as 2026-09");
  return { wish, of, reason };
}
