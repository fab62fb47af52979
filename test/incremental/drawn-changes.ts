/** What may happen to a small community between two builds, drawn, as pages that land. */
import type { Random } from "../../demo/random.ts";
import { formulaDigest } from "../../models/scores/formula/formula.ts";
import { formulas } from "../../models/scores/formula/index.ts";
import { sha256 } from "../../models/given.ts";
import type { Json } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = Date.parse("2026-08-03T09:00:00Z");
/** Few, so that texts are shown again and again, by the same people and by others. */
const TEXTS = ["", "Спасибо!", "Роль — это маска.", "Система держит границу.", "> чужое\n\nи своё"];

interface Post {
  id: number;
  topic: number;
  number: number;
  user: number;
  raw: string;
  createdAt: number;
  updatedAt: number;
  isHidden: boolean;
  deletedAt: number | null;
}

/** Everything that the systems hold; each change alters it and lands what a reader would see of it. */
export interface Community {
  readonly landing: Landing;
  /** An instant of the run's day, which goes on. */
  now: number;
  posts: Post[];
  postCount: number;
  seq: number;
  readonly linkIds: string[];
}

export interface Change {
  readonly name: string;
  apply(community: Community, random: Random): Promise<void>;
}

export async function beginCommunity(landing: Landing, random: Random): Promise<Community> {
  const now = START;
  const community = { landing, now, posts: [], postCount: 0, seq: 0, linkIds: [] };
  await landEvents(community, [activated(0)]);
  await landTopics(community, random);
  await landCategories(community, random);
  await landPosts(
    community,
    Array.from({ length: 12 }, () => written(community, random)),
  );
  return community;
}

export const CHANGES: readonly Change[] = [
  {
    name: "new posts",
    apply: (community, random) =>
      landPosts(
        community,
        Array.from({ length: random.whole(1, 4) }, () => written(community, random)),
      ),
  },
  {
    name: "an edited text",
    apply: (...given) => edit(given, (post, r) => (post.raw = r.pick(TEXTS))),
  },
  {
    name: "a post in another topic",
    apply: (...given) => edit(given, (post, r) => (post.topic = r.whole(1, 4))),
  },
  {
    name: "a post of another person",
    apply: (...given) => edit(given, (post, r) => (post.user = r.whole(-1, 6))),
  },
  {
    name: "a post of another month",
    apply: (...given) =>
      edit(given, (post, r) => (post.createdAt = START - r.whole(-40, 100) * DAY_MS)),
  },
  {
    name: "a hidden or shown post",
    apply: (...given) => edit(given, (post) => (post.isHidden = !post.isHidden)),
  },
  {
    name: "a post deleted by its author, or restored",
    apply: (...given) =>
      edit(given, (post) => (post.deletedAt = post.deletedAt === null ? post.updatedAt : null)),
  },
  {
    name: "an unreadable post",
    apply: async (community, random) => {
      const post = random.pick(community.posts);
      await landPosts(community, [post], { created_at: "вчера" });
    },
  },
  {
    name: "a version that comes late",
    apply: async (community, random) => {
      const post = random.pick(community.posts);
      const before = { ...post, raw: random.pick(TEXTS), updatedAt: post.updatedAt - DAY_MS };
      await landPosts(community, [before]);
    },
  },
  {
    name: "posts that a sweep misses",
    apply: async (community, random) => {
      const gone = random.pick(community.posts);
      community.posts = community.posts.filter((post) => post !== gone);
      const { landing } = community;
      await landing.writeSweep("discourse_posts", {
        keys: community.posts.map(({ id }) => [id]),
        until: until(community),
        primaryKey: ["id"],
        after: await landing.lastNumber("discourse_posts"),
      });
    },
  },
  { name: "topics hidden, shown, moved or renamed", apply: landTopics },
  { name: "categories mapped otherwise", apply: landCategories },
  {
    name: "a list of users",
    apply: async (community, random) => {
      const users = [1, 2, 3, 4, 5, 6].filter(() => random.chance(0.5));
      const records = users.map((id) => ({
        id,
        username: `u${id}`,
        name: random.pick(["Ада", "Ева", `Имя ${id}`]),
        active: random.chance(0.8),
        created_at: new Date(START - DAY_MS).toISOString(),
      }));
      await land(community, "discourse_users", ["id"], records);
    },
  },
  {
    name: "accounts linked",
    apply: async (community, random) => {
      const [a, b] = random.shuffled([1, 2, 3, 4, 5, 6]);
      const link_id = `l${community.seq}`;
      community.linkIds.push(link_id);
      const link = { link_id, account_a: accountKey("discourse", `${a}`) };
      const payload = { ...link, account_b: accountKey("discourse", `${b}`), method: "manual" };
      await landEvents(community, [
        { kind: "account_linked", payload: { ...payload, valid_from: until(community) } },
      ]);
    },
  },
  {
    name: "a link taken back",
    apply: async (community, random) => {
      if (community.linkIds.length === 0) return;
      const payload = { link_id: random.pick(community.linkIds) };
      await landEvents(community, [{ kind: "link_revoked", payload }]);
    },
  },
  {
    name: "an account declared a bot, or a person",
    apply: async (community, random) => {
      const account = accountKey("discourse", `${random.whole(1, 6)}`);
      const payload = { account, actor: random.pick(["bot", "person"]) };
      await landEvents(community, [{ kind: "actor_declared", payload }]);
    },
  },
  {
    name: "a formula added",
    apply: (community, random) => landEvents(community, [activated(random.whole(-90, 30), random)]),
  },
  {
    name: "another day",
    apply: async (community, random) => {
      community.now += random.whole(1, 20) * DAY_MS;
    },
  },
];

export function accountKey(source: string, nativeId: string): string {
  return `a_${source}_${nativeId}`;
}

export const until = ({ now }: Community) => new Date(now).toISOString();

function written(community: Community, random: Random): Post {
  community.postCount += 1;
  const id = community.postCount;
  // Some are told late: of a month that was built already.
  const createdAt = community.now - random.pick([0, 1, 45, 100]) * DAY_MS + id * MINUTE_MS;
  const place = { topic: random.whole(1, 4), number: random.whole(1, 9), user: random.whole(0, 6) };
  const shown = { raw: random.pick(TEXTS), isHidden: false, deletedAt: null };
  const post = { id, ...place, ...shown, createdAt, updatedAt: createdAt };
  community.posts.push(post);
  return post;
}

async function edit(
  [community, random]: readonly [Community, Random],
  change: (post: Post, random: Random) => unknown,
): Promise<void> {
  const posts = random.shuffled(community.posts).slice(0, random.whole(1, 3));
  for (const post of posts) {
    community.now += MINUTE_MS;
    post.updatedAt = community.now;
    change(post, random);
  }
  await landPosts(community, posts);
}

function landPosts(community: Community, posts: readonly Post[], other: object = {}) {
  const records = posts.map((post) => ({
    id: post.id,
    topic_id: post.topic,
    post_number: post.number,
    user_id: post.user,
    username: `u${post.user}`,
    raw: post.raw,
    hidden: post.isHidden,
    post_type: 1,
    created_at: new Date(post.createdAt).toISOString(),
    updated_at: new Date(post.updatedAt).toISOString(),
    deleted_at: post.deletedAt === null ? null : new Date(post.deletedAt).toISOString(),
    ...other,
  }));
  return land(community, "discourse_posts", ["id"], records);
}

function landTopics(community: Community, random: Random): Promise<void> {
  const records = [1, 2, 3].map((id) => ({
    id,
    title: random.pick(["Тема", `Тема ${id}`]),
    category_id: random.whole(1, 2),
    archetype: random.pick(["regular", "regular", "private_message"]),
    visible: random.chance(0.8),
    created_at: new Date(START - DAY_MS).toISOString(),
  }));
  return land(community, "discourse_topics", ["id"], records);
}

function landCategories(community: Community, random: Random): Promise<void> {
  const records = [1, 2].map((id) => {
    const meaning = { class: random.pick(["help", "publish"]), domain: "community" };
    const named = { id, name: `Раздел ${id}`, slug: `r${id}`, read_restricted: random.chance(0.3) };
    return { ...named, as: { topic: meaning, reply: meaning, from: id } };
  });
  return land(community, "discourse_categories", ["id"], records);
}

interface Event {
  readonly kind: string;
  readonly payload: { readonly [field: string]: Json };
}

function activated(days: number, random?: Random): Event {
  const formula = random?.pick(formulas) ?? formulas[0]!;
  const valid_from =
    random === undefined
      ? "2000-01-01T00:00:00.000Z"
      : new Date(START + days * DAY_MS).toISOString();
  const payload = { formula: formula.name, digest: formulaDigest(formula, sha256), valid_from };
  return { kind: "formula_activated", payload };
}

function landEvents(community: Community, events: readonly Event[]): Promise<void> {
  const records = events.map((event) => {
    community.seq += 1;
    return { seq: community.seq, at: until(community), actor: "operator", ...event };
  });
  return land(community, "ledger_events", ["seq"], records);
}

async function land(
  community: Community,
  stream: string,
  primaryKey: readonly string[],
  records: readonly Json[],
): Promise<void> {
  const { landing } = community;
  community.now += MINUTE_MS;
  const cursor = (await landing.lastNumber(stream)) + 1;
  const page = { records, quarantined: [], cursor, done: true };
  await landing.write(stream, page, { until: until(community), primaryKey });
}
