/** One step of the bench of builds in parts, in a process of its own: prints what it measured as JSON. */
import { createHmac } from "node:crypto";
import { join } from "node:path";

import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { declaredStreams } from "../../app/runtime/feeds.ts";
import { FORMULA_IN_FORCE } from "../../models/given.ts";
import { models } from "../../models/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { measured } from "./measured.ts";
import { syntheticPosts } from "./synthetic-posts.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const TIME_ZONE = "Europe/Moscow";
const YEARS_MS = 4 * 365 * 86_400_000;
const POSTS_PER_FILE = 50_000;
const [, , step = "full", dir = "", count] = process.argv;
const POSTS = Number(count);
/** A prime step goes through all posts in no order. */
const STRIDE = 7919;

const landing = openLanding(join(dir, "landing"));

/** Of four years, in the order of time; the last days' come after all others. */
function postsFrom(start: number, length: number) {
  const end = Date.parse(UNTIL) - 7 * 86_400_000;
  return syntheticPosts(start, length).map((post, index) => {
    const at = new Date(end - YEARS_MS + Math.round(((start + index) * YEARS_MS) / POSTS));
    const username = `user${post.user_id}`;
    return { ...post, username, created_at: at.toISOString(), updated_at: at.toISOString() };
  });
}

type Post = ReturnType<typeof postsFrom>[number];

function edited(): readonly Post[] {
  return Array.from({ length: POSTS / 100 }, (_, index) => {
    const [post] = postsFrom((index * 100 * STRIDE) % POSTS, 1);
    if (post === undefined) throw new Error("There is no such post.");
    return { ...post, raw: `${post.raw} правка`, updated_at: UNTIL };
  });
}

async function land(stream: string, records: readonly object[], primaryKey: readonly string[]) {
  const cursor = (await landing.lastNumber(stream)) + 1;
  const page = { records: records as never, quarantined: [], cursor, done: true };
  await landing.write(stream, page, { until: UNTIL, primaryKey });
}

const landPosts = (posts: readonly Post[]) => land("discourse_posts", posts, ["id"]);

if (step === "full") {
  for (let start = 0; start < POSTS; start += POSTS_PER_FILE)
    await landPosts(postsFrom(start, Math.min(POSTS_PER_FILE, POSTS - start)));
  const { formula, digest } = FORMULA_IN_FORCE;
  const payload = { formula, digest, valid_from: "2000-01-01T00:00:00.000Z" };
  const event = { seq: 1, kind: "formula_activated", at: UNTIL, actor: "bench", payload };
  await land("ledger_events", [event], ["seq"]);
}
if (step === "recent") await landPosts(postsFrom(POSTS, POSTS / 100));
if (step === "scattered") await landPosts(edited());

await using warehouse = await openWarehouse({
  file: join(dir, "warehouse.duckdb"),
  streams: declaredStreams,
  timeZone: TIME_ZONE,
});
const accountKey = (source: string, id: string) =>
  `a_${createHmac("sha256", "bench").update(`${source}|${id}`).digest("hex").slice(0, 32)}`;
const context = { asOfDay: UNTIL, timeZone: TIME_ZONE, connected: [], accountKey };
const activities = createMaterializeActivities({ warehouse, landing, models, context });
await activities.loadLanding({ asOf: UNTIL });
const took: [string, number][] = [];
const measure = await measured(async () => {
  let rowCount = 0;
  for (const { model } of await activities.planAssets()) {
    const began = performance.now();
    const { rowCount: rows, touchedCount } = await activities.buildModel({ name: model });
    rowCount += touchedCount ?? rows;
    took.push([model, Math.round(performance.now() - began)]);
  }
  return rowCount;
});
for (const [model, ms] of took.toSorted(([, a], [, b]) => b - a).slice(0, 8))
  console.error(`${step}: ${model} ${ms} ms`);
console.log(JSON.stringify(measure));
