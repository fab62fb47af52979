import { arrowRows, columnsOf } from "../../../arrow-rows.ts";
import { defineComputed } from "../../../model.ts";
import { stgGuidesPages } from "../../../staging/guides/stg_guides_pages.ts";
import { annotations } from "../../guides/annotations.ts";
import { accounts } from "../../identity/accounts.ts";
import { WORDS_MIN } from "../contribution-classes.ts";
import { ownWordsOf } from "../words.ts";

const columns = {
  contribution_id: "VARCHAR",
  annotation_id: "VARCHAR",
  member_id: "VARCHAR",
  account_key: "VARCHAR",
  /** What its section is called, or that of its page; null where both are gone. */
  title: "VARCHAR?",
  text: "VARCHAR",
  created_at: "TIMESTAMPTZ",
  /** When another person first answered it: from then on it is a contribution. */
  answered_at: "TIMESTAMPTZ",
  reply_count: "BIGINT",
} as const;

/** Of what stands outside the guides nothing counts: nobody could look what it is about. */
const OUTSIDE = "outside";

export const answeredAnnotations = defineComputed({
  name: "answered_annotations",
  description: "Notes on guides that another person answered, one row a note.",
  from: [annotations, accounts, stgGuidesPages],
  grain: ["contribution_id"],
  columns,
  compute(inputs) {
    const actors = new Set(
      arrowRows(inputs, accounts)
        .filter(({ actor }) => actor !== null)
        .map(({ account_key }) => account_key),
    );
    const titles = new Map(
      arrowRows(inputs, stgGuidesPages).map((page) => [page.section_id, page.section_title]),
    );
    const all = arrowRows(inputs, annotations);
    const words = new Map(all.map((one) => [one, ownWordsOf(one.text).tokenCount]));
    const replies = Map.groupBy(
      all.filter(
        (one) =>
          one.parent_id !== null &&
          !actors.has(one.account_key) &&
          words.get(one)! >= WORDS_MIN.annotation_reply,
      ),
      ({ parent_id }) => parent_id,
    );
    const rows = all.flatMap((note) => {
      if (note.state === OUTSIDE || words.get(note)! < WORDS_MIN.annotation) return [];
      const by = (replies.get(note.annotation_id) ?? []).filter(
        ({ member_id }) => member_id !== note.member_id,
      );
      if (by.length === 0) return [];
      const { contribution_id, annotation_id, member_id, account_key, text, created_at } = note;
      const place = note.section_id ?? note.page_section_id;
      return {
        contribution_id,
        annotation_id,
        member_id,
        account_key,
        text,
        created_at,
        title: place === null ? null : (titles.get(place) ?? null),
        answered_at: new Date(
          Math.max(created_at.getTime(), Math.min(...by.map((one) => one.created_at.getTime()))),
        ),
        reply_count: BigInt(by.length),
      };
    });
    return columnsOf(columns, rows);
  },
});
