import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { attemptVersions } from "./attempt_versions.ts";

const shownAt = sql<Date>`case when by_member_id = member_id then changed_at else
  coalesce(lag(changed_at) over (partition by attempt_id order by ordinal), submitted_at) end`;

export const attemptTexts = defineModel({
  name: "attempt_texts",
  description: "Every text that an attempt has had, one row an attempt and text.",
  from: [attemptVersions],
  grain: ["attempt_id", "text_digest"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    text: "VARCHAR",
    /** Who wrote it. */
    member_id: "VARCHAR",
    /**
     * When that very text was first there: at its author's change; where a master's was the first
     * that anybody saw it in, at the change before, or when the row was made.
     */
    shown_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("placed", (qb) =>
        qb
          .selectFrom("attempt_versions")
          .where("text_digest", "is not", null)
          .select(["attempt_id", "text_digest", "text", "member_id"])
          .select((eb) => [
            shownAt.as("shown_at"),
            place(eb, (over) =>
              over.partitionBy(["attempt_id", "text_digest"]).orderBy("ordinal"),
            ).as("place"),
          ]),
      )
      .selectFrom("placed")
      .where("place", "=", 1n)
      .select((eb) => [
        "attempt_id",
        eb.ref("text_digest").$notNull().as("text_digest"),
        eb.ref("text").$notNull().as("text"),
        "member_id",
        "shown_at",
      ]),
});
