/** What the warehouse says after a load: the staging models, and of the raw records what they leave. */
import { sql, type Kysely } from "kysely";

import { fillModel } from "../../activities/materialize/fill.ts";
import { stgDiscourseCategories } from "../../models/staging/discourse/stg_discourse_categories.ts";
import { stgDiscourseLikes } from "../../models/staging/discourse/stg_discourse_likes.ts";
import { stgDiscoursePosts } from "../../models/staging/discourse/stg_discourse_posts.ts";
import { stgDiscourseTopics } from "../../models/staging/discourse/stg_discourse_topics.ts";
import { stgDiscourseUsers } from "../../models/staging/discourse/stg_discourse_users.ts";
import { discourse } from "../../sources/discourse/connector.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import type { Fields, Held, Records } from "./truth.ts";

const MODELS = [
  stgDiscourseCategories,
  stgDiscourseLikes,
  stgDiscoursePosts,
  stgDiscourseTopics,
  stgDiscourseUsers,
];

const CONTEXT = {
  asOfDay: "2026-10-04T21:00:00.000Z",
  timeZone: "UTC",
  connected: [],
  accountKey: (source: string, id: string) => `${source}:${id}`,
};

export async function heldIn(dir: string): Promise<Held> {
  await using warehouse = await openWarehouse({
    file: ":memory:",
    streams: discourse.streams,
    timeZone: "UTC",
  });
  await warehouse.load(openLanding(dir));
  return await heldFrom(warehouse);
}

/** The same of a warehouse that is loaded. */
export async function heldFrom(warehouse: Pick<Warehouse, "db" | "transaction">): Promise<Held> {
  await warehouse.transaction(async (transaction) => {
    for (const model of MODELS) await fillModel(transaction, model, CONTEXT);
  });
  const { db } = warehouse;
  return {
    posts: await posts(db),
    topics: await topics(db),
    users: await users(db),
    likes: await likes(db),
    categories: await categories(db),
  };
}

/** Rows of a staging model beside the record that each was read from. */
async function records(
  db: Kysely<any>,
  { model, id }: { readonly model: string; readonly id: string },
  select: readonly [name: string, sql: string][],
): Promise<Records> {
  const columns = select.map(
    ([name, expression]) => sql`${sql.raw(expression)} as ${sql.id(name)}`,
  );
  const raw = sql.id(`raw_${model.replace("stg_", "")}_current`);
  const key = model === "stg_discourse_likes" ? "$.post_id" : "$.id";
  const also =
    model === "stg_discourse_likes"
      ? sql`and (r.payload->>'$.acting_user_id') = s.acting_user_id`
      : sql``;
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.raw(id)} as held_id, ${sql.join(columns)}
    from ${sql.id(model)} as s
      join ${raw} as r on (r.payload->>${sql.lit(key)}) = s.${sql.id(idOf(model))} ${also}
    where not r.is_deleted
  `.execute(db);
  return new Map(
    rows.map(({ held_id, ...row }) => [
      String(held_id),
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    ]),
  );
}

function idOf(model: string): string {
  const ids = { posts: "post_id", likes: "post_id", topics: "topic_id", users: "user_id" };
  return (ids as Record<string, string>)[model.replace("stg_discourse_", "")] ?? "category_id";
}

function plain(value: unknown): Fields[string] {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return Number(value);
  return (value ?? null) as Fields[string];
}

const whole = (column: string) => `try_cast(${column} as INTEGER)`;
const isTrue = (field: string) => `(r.payload->>'$.${field}') = 'true'`;

const posts = (db: Kysely<any>) =>
  records(db, { model: "stg_discourse_posts", id: "s.post_id" }, [
    ["text", "s.text"],
    ["cooked", "r.payload->>'$.cooked'"],
    ["version", whole("r.payload->>'$.version'")],
    ["user_id", whole("s.user_id")],
    ["username", "s.username"],
    ["name", "s.display_name"],
    ["topic_id", whole("s.topic_id")],
    ["title", "s.topic_title"],
    ["category_id", whole("s.category_id")],
    ["post_number", "s.post_number"],
    ["is_wiki", isTrue("wiki")],
    ["created_at", "s.created_at"],
    ["updated_at", "s.updated_at"],
    ["is_user_deleted", "s.is_user_deleted"],
  ]);

const topics = (db: Kysely<any>) =>
  records(db, { model: "stg_discourse_topics", id: "s.topic_id" }, [
    ["title", "s.title"],
    ["category_id", whole("s.category_id")],
    ["created_at", "s.created_at"],
    ["is_visible", "s.is_visible"],
    ["is_closed", isTrue("closed")],
    ["is_archived", isTrue("archived")],
    ["is_pinned", isTrue("pinned")],
    ["posts_count", whole("r.payload->>'$.posts_count'")],
  ]);

const users = (db: Kysely<any>) =>
  records(db, { model: "stg_discourse_users", id: "s.user_id" }, [
    ["username", "s.username"],
    ["name", "s.display_name"],
    ["created_at", "s.created_at"],
    ["email", "r.payload->>'$.email'"],
    ["suspended_till", "r.payload->>'$.suspended_till'"],
  ]);

const likes = (db: Kysely<any>) =>
  records(db, { model: "stg_discourse_likes", id: "s.post_id || ' by ' || s.acting_user_id" }, [
    ["created_at", "s.created_at"],
  ]);

const categories = (db: Kysely<any>) =>
  records(db, { model: "stg_discourse_categories", id: "s.category_id" }, [
    ["name", "s.name"],
    ["slug", "s.slug"],
    ["is_restricted", "s.is_restricted"],
    ["parent", whole("r.payload->>'$.parent_category_id'")],
  ]);
