import { sql } from "kysely";

import { absentOr } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { CURATOR } from "../../roles.ts";
import { stgLedgerCataloguedTasks } from "../../staging/ledger/stg_ledger_catalogued_tasks.ts";
import { memberAccounts } from "../identity/member_accounts.ts";
import { roles } from "../identity/roles.ts";

/**
 * A curator's word counts from the month after it was said, whatever instant it names: what this
 * month is paid for does not change under anybody's hands.
 */
export const curatedTasks = defineModel({
  name: "curated_tasks",
  description: "What was said of a task's section and complexity, and from when on it counts.",
  from: [stgLedgerCataloguedTasks, memberAccounts, roles, refRun],
  grain: ["seq"],
  columns: {
    seq: "BIGINT",
    /** `<table id>/<row id>`. */
    task: "VARCHAR",
    section_id: "VARCHAR?",
    /** Millionths. */
    complexity: "BIGINT",
    counts_from: "TIMESTAMPTZ",
    /** False: whoever said it kept no catalogue then, and it counts for nothing. */
    is_by_curator: "BOOLEAN",
  },

  query: (db) =>
    db
      .selectFrom("stg_ledger_catalogued_tasks as s")
      .innerJoin("ref_run", (join) => join.onTrue())
      .select((eb) => {
        const zone = eb.ref("time_zone");
        const month = sql`date_trunc('month', timezone(${zone}, ${eb.ref("said_at")}))`;
        const next = sql<Date>`timezone(${zone}, ${month} + interval 1 month)`;
        return [
          "seq",
          "task",
          sql<string | null>`nfc_normalize(${eb.ref("section_id")})`.as("section_id"),
          "complexity",
          eb.fn<Date>("greatest", [eb.ref("s.valid_from"), next]).as("counts_from"),
          eb
            .exists(
              eb
                .selectFrom("member_accounts as a")
                .innerJoin("roles as r", "r.member_id", "a.member_id")
                .whereRef("a.account_key", "=", "s.account_key")
                .where("role", "=", CURATOR)
                .whereRef("r.valid_from", "<=", "said_at")
                .where((on) => absentOr(on, "r.valid_to", ">", "said_at"))
                .select(sql`1`.as("one")),
            )
            .$castTo<boolean>()
            .as("is_by_curator"),
        ];
      }),
});
