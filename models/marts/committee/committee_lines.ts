import { sql } from "kysely";

import { members } from "../../core/identity/members.ts";
import { planLines } from "../../core/distributions/plan_lines.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const committeeLines = defineModel({
  name: "committee_lines",
  description: "Who gets what by a plan, one row a plan and line.",
  from: [planLines, members],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "VARCHAR",
    /** Of all own lines of the domain, in millionths, rounded down; null for what is released. */
    share_ppm: "BIGINT?",
    wallet: "VARCHAR?",
    is_escrowed: "BOOLEAN",
    batch: "INTEGER?",
    /** The month whose plan kept it, where this one pays it out of what was kept; else null. */
    kept_period: "VARCHAR?",
    /** The plan whose shares say why it is what it is. */
    receipt_digest: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("plan_lines as l")
      // A member whose link was revoked since has no name any more; the line stands.
      .leftJoin("members as m", "m.member_id", "l.member_id")
      .select(["digest", "line_id", "l.member_id", "domain", "points", "wallet"])
      .select(["is_escrowed", "batch", "kept_period", "receipt_digest"])
      .select((eb) => [
        decimal(eb.ref("amount_base_units")).as("amount_base_units"),
        eb.fn.coalesce("m.name", "l.member_id").as("member_name"),
        sql<bigint | null>`case when kept_period is null then cast(
          cast(amount_base_units as HUGEINT) * 1000000
            // sum(amount_base_units) over (partition by digest, domain, kept_period is null)
          as BIGINT) end`.as("share_ppm"),
      ]),
});
