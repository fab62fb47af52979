import type { Reply, Request } from "../loopback.ts";
import { invalidForm } from "./replies.ts";
import { isSnowflake } from "./snowflake.ts";

interface LimitOf {
  readonly max: number;
  readonly otherwise: number;
}

/** The `limit` of a request; a reply where it is none that the route takes. */
export function limitIn({ query }: Request, { max, otherwise }: LimitOf): number | Reply {
  const given = query.get("limit");
  if (given === null) return otherwise;
  if (!/^-?\d+$/.test(given)) {
    return invalidForm("limit", "NUMBER_TYPE_COERCE", `Value "${given}" is not int.`);
  }
  const limit = Number(given);
  if (limit < 1) {
    return invalidForm(
      "limit",
      "NUMBER_TYPE_MIN",
      "int value should be greater than or equal to 1.",
    );
  }
  if (limit > max) {
    const should = `int value should be less than or equal to ${max}.`;
    return invalidForm("limit", "NUMBER_TYPE_MAX", should);
  }
  return limit;
}

/** An id in the query, null where there is none; a reply where it is no id. */
export function idIn({ query }: Request, name: string): string | null | Reply {
  const given = query.get(name);
  if (given === null || isSnowflake(given)) return given;
  return invalidForm(name, "NUMBER_TYPE_COERCE", `Value "${given}" is not snowflake.`);
}

export function isReply(value: unknown): value is Reply {
  return typeof value === "object" && value !== null && "status" in value;
}

/** As much of a list as a fault leaves of it. */
export function asFaulted<T>(list: readonly T[], { fault }: Request): readonly T[] {
  if (fault === "empty_page") return [];
  if (fault === "truncated") return list.slice(0, list.length >> 1);
  return list;
}
