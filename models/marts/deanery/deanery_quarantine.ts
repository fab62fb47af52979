import { sql } from "kysely";

import { code } from "../../expressions.ts";
import { identityConflicts } from "../../core/identity/identity_conflicts.ts";
import { unplaced } from "../../core/completeness/unplaced.ts";
import { verdictQueue } from "../../core/workbook/verdict_queue.ts";
import { defineModel, quarantine } from "../../model.ts";

/** All that waits for a person to look at it. Records themselves stay in the warehouse. */
export const deaneryQuarantine = defineModel({
  name: "deanery_quarantine",
  description: "What was refused and why, one row a stream and reason.",
  from: [quarantine, unplaced, verdictQueue, identityConflicts],
  grain: ["stream", "reason"],
  columns: {
    stream: "VARCHAR",
    reason: "VARCHAR",
    quarantined_count: "BIGINT",
    last_seen_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .with("refused", (qb) =>
        qb
          .selectFrom("quarantine")
          .select(["stream", "reason", "observed_at as seen_at"])
          .unionAll(qb.selectFrom("unplaced").select(["stream", "reason", "seen_at"]))
          .unionAll(
            qb
              .selectFrom("verdict_queue")
              .select(code("nocodb_records").as("stream"))
              .select([sql<string>`'verdict_' || reason`.as("reason"), "given_at as seen_at"]),
          )
          .unionAll(
            qb
              .selectFrom("identity_conflicts")
              .select(code("ledger_events").as("stream"))
              .select([
                code("link_joins_two_forum_accounts").as("reason"),
                "valid_from as seen_at",
              ]),
          ),
      )
      .selectFrom("refused")
      .groupBy(["stream", "reason"])
      .select((eb) => [
        "stream",
        "reason",
        eb.fn.countAll<bigint>().as("quarantined_count"),
        eb.fn.max("seen_at").as("last_seen_at"),
      ]),
});
