import { HOUR_MS, DAY_MS, type Frame } from "../community/frame.ts";
import type { Person } from "../community/people.ts";
import type { Forum, ForumPost, PostJson } from "../discourse/forum.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { thought } from "./said.ts";

const IDEAS = 12;
/** The club's address, as people copy it from their browsers. */
const CLUB = "https://club.demo.example";

/** A thought that went from a chat to the club and on to a margin: planted, with links between. */
export interface PlannedIdea {
  readonly by: Person;
  readonly saidAt: number;
  readonly text: string;
  /** Where in the forum it went on. */
  readonly place: number;
  readonly postAddress: string;
  readonly concept: Concept;
  /** When somebody took it up on a margin; after the as-of for none. */
  readonly notedAt: number;
}

/** Posts that have one version and a sound author, the shown trainee's first. */
export function planIdeas(
  random: Random,
  given: {
    readonly frame: Frame;
    readonly forum: Forum;
    readonly here: readonly Person[];
    readonly concepts: readonly Concept[];
  },
): readonly PlannedIdea[] {
  const { frame, forum, here, concepts } = given;
  const byId = new Map(here.map((person) => [person.discourse?.id, person]));
  const slugs = new Map(forum.topics.map(({ id, slug, isPrivate }) => [id, isPrivate ? "" : slug]));
  const candidates = forum.posts.flatMap(({ place, topicId, isListed, versions }) => {
    const [first] = versions;
    const value = first?.value;
    const by = value == null ? undefined : byId.get(Number(value["user_id"]));
    const slug = slugs.get(topicId) ?? "";
    const isSound = isListed && versions.length === 1 && value?.["id"] === place && slug !== "";
    if (by === undefined || first === undefined || value == null || !isSound) return [];
    if (first.from > frame.asOf - 3 * DAY_MS || first.from < by.joinedAt + DAY_MS) return [];
    return { by, place, at: first.from, address: addressOf(slug, topicId, value) };
  });
  const shuffled = random.shuffled(candidates);
  const isShown = ({ by }: { by: Person }) => by.key === "trainee-01";
  const chosen = [
    ...shuffled.filter(isShown).slice(0, 3),
    ...shuffled.filter((one) => !isShown(one)),
  ].slice(0, Math.max(4, Math.round(IDEAS * frame.scale)));
  return chosen.map(({ by, place, at, address }, index) => {
    const chance = random.fork(`idea ${index}`);
    const concept = chance.pick(concepts);
    return {
      by,
      place,
      concept,
      saidAt: at - Math.floor((1 + chance.next() * 5) * HOUR_MS),
      text: thought(chance, { person: by, concepts }, concept),
      postAddress: address,
      notedAt: at + Math.floor((3 + chance.next() * 40) * HOUR_MS),
    };
  });
}

/** The same forum, whose posts name the messages they grew out of. */
export function withOrigins(
  forum: Forum,
  origins: readonly { readonly place: number; readonly address: string }[],
): Forum {
  const byPlace = new Map(origins.map(({ place, address }) => [place, address]));
  return {
    ...forum,
    posts: forum.posts.map((post): ForumPost => {
      const address = byPlace.get(post.place);
      if (address === undefined) return post;
      const versions = post.versions.map(({ from, value }) => ({
        from,
        value: value === null ? null : named(value, address),
      }));
      return { ...post, versions };
    }),
  };
}

function named(post: PostJson, address: string): PostJson {
  // The address alone: who reposts the text reposts all its words still.
  return {
    ...post,
    raw: `${String(post["raw"])}\n\n${address}`,
    cooked: `${String(post["cooked"])}<p>${address}</p>`,
  };
}

function addressOf(slug: string, topicId: number, post: PostJson): string {
  return `${CLUB}/t/${slug}/${topicId}/${String(post["post_number"])}`;
}
