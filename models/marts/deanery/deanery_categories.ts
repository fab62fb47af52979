import { sql } from "kysely";

import { unmappedPostMeaning } from "../../core/contributions/contribution-classes.ts";
import { posts } from "../../core/contributions/posts.ts";
import { code, orElse, orZero } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseCategories } from "../../staging/discourse/stg_discourse_categories.ts";

const { class: otherClass, domain: otherDomain } = unmappedPostMeaning;

/** What nobody mapped counts too, and who reads the page must not take it for somebody's decision. */
export const deaneryCategories = defineModel({
  name: "deanery_categories",
  description:
    "What posts of each category of the forum count as, and by whose word; one row each.",
  from: [stgDiscourseCategories, posts],
  grain: ["category_id"],
  columns: {
    /** Empty: posts of which the forum names no category. */
    category_id: "VARCHAR",
    /** Null: closed to some members, or not among the categories that the forum lists. */
    name: "VARCHAR?",
    /** Whose mapping counts, where it is that of a category above. */
    inherited_from: "VARCHAR?",
    /** `mapped`, `inherited` or `unmapped`. */
    mapping: "VARCHAR",
    post_count: "BIGINT",
    topic_class: "VARCHAR",
    topic_domain: "VARCHAR",
    reply_class: "VARCHAR",
    reply_domain: "VARCHAR",
  },

  query: (db) =>
    db
      .with("written", (qb) =>
        qb
          .selectFrom("posts")
          .groupBy("category_id")
          .select((eb) => [
            orElse(eb.ref("category_id"), "").as("category_id"),
            eb.fn.countAll<bigint>().as("post_count"),
          ]),
      )
      // A category without posts is mapped before its first one; posts may name one that is not listed.
      .with("known", (qb) =>
        qb
          .selectFrom("stg_discourse_categories")
          .select("category_id")
          .union(qb.selectFrom("written").select("category_id")),
      )
      .selectFrom("known as k")
      .leftJoin("written as w", "w.category_id", "k.category_id")
      .leftJoin("stg_discourse_categories as c", "c.category_id", "k.category_id")
      .leftJoin("stg_discourse_categories as above", "above.category_id", "c.mapped_by")
      .select((eb) => [
        "k.category_id",
        named("c").as("name"),
        sql<string | null>`case when c.mapped_by <> c.category_id then ${named("above")} end`.as(
          "inherited_from",
        ),
        eb
          .case()
          .when("c.mapped_by", "is", null)
          .then(code("unmapped"))
          .when("c.mapped_by", "=", eb.ref("c.category_id"))
          .then(code("mapped"))
          .else(code("inherited"))
          .end()
          .as("mapping"),
        orZero(eb.ref("post_count")).as("post_count"),
        orElse(eb.ref("c.topic_class"), otherClass).as("topic_class"),
        orElse(eb.ref("c.topic_domain"), otherDomain).as("topic_domain"),
        orElse(eb.ref("c.reply_class"), otherClass).as("reply_class"),
        orElse(eb.ref("c.reply_domain"), otherDomain).as("reply_domain"),
      ]),
});

function named(of: string) {
  const [name, isRestricted] = [sql.ref(`${of}.name`), sql.ref(`${of}.is_restricted`)];
  return sql<string | null>`case when not coalesce(${isRestricted}, false) then ${name} end`;
}
