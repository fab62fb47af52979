/** The published history of a real forum, as a forum for the twin and as the truth to hold against. */
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { type Forum, forumOfRecordedPosts, type PostJson } from "../../demo/discourse/forum.ts";
import type { Json } from "../../sources/source.ts";

/** What one poll of the archive saw of one post. */
type Observation = Readonly<Record<string, Json>> & {
  readonly sync_ts: number;
  readonly id: number;
  readonly likes: number;
  readonly raw_len: number;
  readonly raw_sha256_16: string;
};

/** Fields of an observation that a post bears under the same name. */
const MUTABLE = [
  "topic_id",
  "user_id",
  "username",
  "trust_level",
  "category_id",
  "updated_at",
  "version",
  "reactions",
  "reads",
  "reply_count",
  "quote_count",
  "score",
  "hidden",
  "user_deleted",
  "deleted_at",
];

export interface RecordedHistory {
  /** Each post is in turn what each poll saw, and at its last as it was published. */
  readonly forum: Forum;
  /** Instants of the polls that saw a new post or another text, in milliseconds. */
  readonly polls: readonly number[];
  /** Each post as it is at an instant. */
  postsAt(instant: number): ReadonlyMap<string, PostJson>;
  /** The texts of each post up to an instant, in order, by post. */
  textsUntil(instant: number): ReadonlyMap<string, readonly string[]>;
}

export interface RecordedFiles {
  readonly posts: string;
  readonly changes: string;
}

/**
 * Reads `posts.ndjson.gz`, posts as Discourse returned them, and `changes.ndjson.gz`, what each poll
 * saw of each post's fields that may change.
 *
 * The archive kept digests of earlier texts and not the texts: in place of an earlier one stands a
 * made-up text that follows from its digest. Titles are as they were last.
 */
export function readHistory({ posts, changes }: RecordedFiles): RecordedHistory {
  const published = linesOf<PostJson>(posts);
  const observations = linesOf<Observation>(changes);
  const made = forumOfRecordedPosts(published);
  const seen = Map.groupBy(observations, ({ id }) => id);
  const histories = made.posts.map((post) => ({
    ...post,
    versions: versionsOf(lastOf(post), seen.get(post.place) ?? []),
  }));
  const forum = { ...made, posts: histories };
  const polls = new Set(
    histories.flatMap(({ versions }) =>
      versions.flatMap(({ from, value }, at) =>
        value["raw"] === versions[at - 1]?.value["raw"] ? [] : [from],
      ),
    ),
  );
  const until = (instant: number) =>
    histories.flatMap(({ place, versions }) => {
      const begun = versions.filter(({ from }) => from <= instant).map(({ value }) => value);
      return begun.length === 0 ? [] : [[`${place}`, begun] as const];
    });
  return {
    forum,
    polls: [...polls].toSorted((a, b) => a - b),
    postsAt: (instant) => new Map(until(instant).map(([id, begun]) => [id, begun.at(-1)!])),
    textsUntil: (instant) => new Map(until(instant).map(([id, begun]) => [id, textsOf(begun)])),
  };
}

/** Texts one after the other, each once until another comes. */
function textsOf(versions: readonly PostJson[]): string[] {
  const texts = versions.map(({ raw }) => String(raw));
  return texts.filter((text, at) => text !== texts[at - 1]);
}

function versionsOf(last: PostJson, seen: readonly Observation[]) {
  // Of two looks in one second the later one stands.
  const polls = new Map(seen.map((observation) => [observation.sync_ts * 1_000, observation]));
  const versions = [...polls].map(([from, observation]) => ({
    from,
    value: asSeen(last, observation),
  }));
  return versions.map((version, at) =>
    at === versions.length - 1 ? { ...version, value: last } : version,
  );
}

function asSeen(last: PostJson, observation: Observation): PostJson {
  const { raw_sha256_16: digest, raw_len: length, likes } = observation;
  const isLast = hash("sha256", String(last["raw"])).startsWith(digest);
  const raw = isLast ? String(last["raw"]) : madeUp(digest, length);
  return {
    ...last,
    ...Object.fromEntries(MUTABLE.map((field) => [field, observation[field] ?? null])),
    ...(isLast ? {} : { raw, cooked: `<p>${raw}</p>` }),
    actions_summary: likes === 0 ? [] : [{ id: 2, count: likes }],
  };
}

function madeUp(digest: string, length: number): string {
  return `${digest} `.repeat(Math.ceil(length / 17) || 1).slice(0, Math.max(length, 16));
}

function lastOf({ versions }: Forum["posts"][number]): PostJson {
  const value = versions.at(-1)?.value;
  if (value === null || value === undefined) throw new Error("A recorded post is empty.");
  return value;
}

function linesOf<T>(file: string): T[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}
