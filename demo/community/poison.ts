import type { Json } from "../../sources/source.ts";
import type { ForumPost, PostJson } from "../discourse/forum.ts";
import type { RowJson } from "../nocodb/base.ts";
import type { ClubPost } from "./club-posts.ts";
import { DAY_MS, type Frame } from "./frame.ts";

/** What each broken record has instead of what it should have; undefined takes the field away. */
type Damage = Readonly<Record<string, Json | undefined>>;

const POST_DAMAGE: readonly Damage[] = [
  { id: undefined },
  { id: "без номера" },
  { created_at: "2026-13-45T99:99:99Z" },
  { updated_at: undefined },
  { topic_id: { oops: 1 } },
  { id: null, raw: null },
];

/** Half of a surrogate pair, as a cut emoji leaves it: no UTF-8 can hold it. */
const LONE_SURROGATE = "\ud83d";

/** Broken posts are old, so that a connector that re-reads recent days does not meet them daily. */
const POISON_OLDER_THAN_MS = 62 * DAY_MS;

/**
 * Posts that no connector can place, and a post whose text no UTF-8 can hold. They stand at ids
 * that nothing else has, below a sound post that lent them its other fields.
 */
export function poisonPosts({
  frame,
  posts,
  taken,
}: {
  frame: Frame;
  posts: readonly ClubPost[];
  taken: ReadonlySet<number>;
}): ForumPost[] {
  const hosts = posts.filter(
    ({ id, at, versions }) =>
      at < frame.asOf - POISON_OLDER_THAN_MS && versions.length === 1 && !taken.has(id + 1),
  );
  const damages = [...POST_DAMAGE, { raw: `Обрезано ${LONE_SURROGATE} на половине.` }];
  const step = Math.max(1, Math.floor(hosts.length / damages.length));
  return damages.flatMap((damage, index) => {
    const host = hosts[index * step];
    if (host === undefined) return [];
    const sound = {
      ...host.versions[0]!.value!,
      id: host.id + 1,
      raw: `Сломанная запись ${index + 1}.`,
      cooked: `<p>Сломанная запись ${index + 1}.</p>`,
    };
    return [poison(host, damaged(sound, damage))];
  });
}

function poison(host: ClubPost, value: PostJson): ForumPost {
  return {
    place: host.id + 1,
    topicId: -1,
    isListed: true,
    versions: [{ from: host.at, value }],
  };
}

function damaged<T extends Readonly<Record<string, Json>>>(record: T, damage: Damage): PostJson {
  const entries = Object.entries({ ...record, ...damage });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

const ATTEMPT_DAMAGE: readonly Damage[] = [
  { Answer: "сорок два" },
  { CreatedBy: 17 },
  { CreatedAt: "вчера" },
  { Verdict: "maybe", Grade: 11 },
  { Text: `Обрезано ${LONE_SURROGATE} на половине.` },
  { Text: null, Attempt: "первая" },
];

/** Rows of Attempts with a field of the wrong kind; their ids are sound, as a server's always are. */
export function poisonAttempts(sound: RowJson): RowJson[] {
  return ATTEMPT_DAMAGE.map((damage) => damaged(sound, damage));
}
