import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { derivedIdBy } from "../../expressions.ts";
import { defineComputed } from "../../model.ts";
import { stgTelegramLinks } from "../../staging/telegram/stg_telegram_links.ts";
import { chatMessages } from "../chat/chat_messages.ts";
import { folded } from "../contributions/look-alikes.ts";
import { ownTextOf } from "../contributions/without-quotes.ts";
import { wordsOf } from "../contributions/words.ts";
import { annotations } from "../guides/annotations.ts";
import { ideaPosts } from "./idea_posts.ts";
import { ideaTopics } from "./idea_topics.ts";
import { quotationsIn, QUOTED_WORDS, type Reference, referencesIn } from "./references.ts";

const columns = {
  /** Of the text in which it was first said. */
  idea_id: "VARCHAR",
  /** The text's own id, which is its contribution's where it is one. */
  step_id: "VARCHAR",
  /** 1, 2, … in the order of time. */
  step: "INTEGER",
  /** `forum`, `telegram`, `discord` or `margin`. */
  place: "VARCHAR",
  member_id: "VARCHAR",
  /** Null of what is not for everyone, and of what has no title. */
  title: "VARCHAR?",
  told_at: "TIMESTAMPTZ",
  /** The step that it grew out of, and by what one knows: `link` or `quote`. Null of the first. */
  from_step_id: "VARCHAR?",
  known_by: "VARCHAR?",
} as const;

interface Text {
  readonly id: string;
  readonly place: string;
  readonly memberId: string;
  readonly title: string | null;
  readonly text: string;
  readonly links: readonly string[];
  readonly at: number;
}

/** A text that grew out of an earlier one in another place. */
interface Origin {
  readonly of: Text;
  readonly by: "link" | "quote";
}

/**
 * Thoughts that went from one place to another: a text that names an earlier one elsewhere by its
 * address, or quotes eight words of it in a row, is the same idea. Within one place people answer each
 * other, and that is a conversation. By meaning nothing is joined.
 */
export const ideaSteps = defineComputed({
  name: "idea_steps",
  description: "Thoughts that went from chats to the club to margins or back; one row a step.",
  from: [ideaPosts, chatMessages, annotations, ideaTopics, stgTelegramLinks],
  grain: ["step_id"],
  columns,
  compute(inputs, { sha256 }) {
    const idOf = (...key: readonly string[]) => derivedIdBy(sha256, "c_", ...key);
    const hidden = Map.groupBy(
      arrowRows(inputs, stgTelegramLinks),
      ({ chat_id, message_id }) => `${chat_id}|${message_id}`,
    );
    const ofForum = arrowRows(inputs, ideaPosts);
    const texts: readonly Text[] = [
      ...ofForum.map((one) => ({
        id: one.contribution_id,
        place: "forum",
        memberId: one.member_id,
        title: one.title,
        text: one.text,
        links: [],
        at: one.created_at.getTime(),
      })),
      ...arrowRows(inputs, chatMessages).map((one) => ({
        id: idOf("chat", one.system, one.chat_id, one.message_id),
        place: one.system,
        memberId: one.member_id,
        title: null,
        text: one.text,
        links: (hidden.get(`${one.chat_id}|${one.message_id}`) ?? []).map(({ url }) => url),
        at: one.sent_at.getTime(),
      })),
      ...arrowRows(inputs, annotations).map((one) => ({
        id: one.contribution_id,
        place: "margin",
        memberId: one.member_id,
        title: null,
        text: one.text,
        links: [],
        at: one.created_at.getTime(),
      })),
    ];
    const byId = new Map(texts.map((text) => [text.id, text]));
    const postIds = new Map(
      ofForum.map((post) => [`${post.topic_id}/${post.post_number}`, post.contribution_id]),
    );
    const slugs = new Map(
      arrowRows(inputs, ideaTopics).map((topic) => [topic.topic_id, topic.topic_slug]),
    );
    const named = (reference: Reference): Text | undefined => {
      if (reference.to === "annotation")
        return byId.get(idOf("annotation", reference.annotationId));
      if (reference.to !== "post")
        return byId.get(idOf("chat", reference.to, reference.chatId, reference.messageId));
      const { topicId, number, slug } = reference;
      // Of another forum's topic only the number may be the same.
      if (slugs.get(topicId) !== slug) return undefined;
      return byId.get(postIds.get(`${topicId}/${number}`) ?? "");
    };
    const originOf = originsOf(texts, named);
    const ideas = new Map<Text, Text[]>();
    for (const text of texts) {
      const first = firstOf(text, originOf);
      if (first !== text) ideas.set(first, [...(ideas.get(first) ?? [first]), text]);
    }
    const rows = [...ideas].flatMap(([first, steps]) =>
      steps.toSorted(inTime).map((step, index) => ({
        idea_id: first.id,
        step_id: step.id,
        step: index + 1,
        place: step.place,
        member_id: step.memberId,
        title: step.title,
        told_at: new Date(step.at),
        from_step_id: originOf.get(step)?.of.id ?? null,
        known_by: originOf.get(step)?.by ?? null,
      })),
    );
    return columnsOf(columns, rows);
  },
});

/** Of several that a text names, the first that stands in it counts; a link counts before a quote. */
function originsOf(
  texts: readonly Text[],
  named: (reference: Reference) => Text | undefined,
): ReadonlyMap<Text, Origin> {
  const origins = new Map<Text, Origin>();
  const quoting = new Map<Text, readonly string[]>();
  const isOrigin = (of: Text, text: Text) => of.place !== text.place && inTime(of, text) < 0;
  for (const text of texts) {
    const linked = referencesIn(text.text, text.links)
      .map(named)
      .find((of) => of !== undefined && isOrigin(of, text));
    if (linked !== undefined) {
      origins.set(text, { of: linked, by: "link" });
      continue;
    }
    const [quotation] = quotationsIn(text.text);
    if (quotation !== undefined) quoting.set(text, quotation);
  }
  if (quoting.size === 0) return origins;
  const sources = whoSaid(texts, new Set([...quoting.values()].map(needleOf)));
  for (const [text, quotation] of quoting) {
    const of = (sources.get(needleOf(quotation)) ?? []).find((source) => isOrigin(source, text));
    if (of !== undefined) origins.set(text, { of, by: "quote" });
  }
  return origins;
}

/** Who has these words in a row among their own, the earliest first. */
function whoSaid(
  texts: readonly Text[],
  needles: ReadonlySet<string>,
): ReadonlyMap<string, readonly Text[]> {
  const found = new Map<string, Text[]>();
  for (const text of texts.toSorted(inTime)) {
    const words = wordsOf(ownTextOf(text.text).own).map(folded);
    for (let at = 0; at + QUOTED_WORDS <= words.length; at += 1) {
      const needle = needleOf(words.slice(at));
      if (needles.has(needle)) found.set(needle, [...(found.get(needle) ?? []), text]);
    }
  }
  return found;
}

const needleOf = (words: readonly string[]) => words.slice(0, QUOTED_WORDS).join(" ");

/** Each step is later than the one it grew out of, so that the walk ends. */
function firstOf(text: Text, originOf: ReadonlyMap<Text, Origin>): Text {
  let first = text;
  for (let from = originOf.get(first); from !== undefined; from = originOf.get(first)) {
    first = from.of;
  }
  return first;
}

function inTime(a: Text, b: Text): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);
}
