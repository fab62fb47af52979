import type { Forum } from "../discourse/forum.ts";
import type { Base } from "../nocodb/base.ts";
import type { Assertions, DemoPerson, NativeAccount } from "../protocol.ts";
import { createRandom } from "../random.ts";
import type { Guide } from "../texts/concept.ts";
import type { Truth } from "../truth/truth.ts";
import { accountOf, approvalKeyOf, assertionsOf } from "./assertions.ts";
import { drawWorkbook } from "./base.ts";
import { drawClub } from "./club.ts";
import { CATEGORIES } from "./conversation.ts";
import { demoPeople, PROPOSER_KEY } from "./demo-people.ts";
import { emptied } from "./empty.ts";
import { frameOf } from "./frame.ts";
import type { DemoKey } from "./keys.ts";
import { drawPeople, type Person } from "./people.ts";
import { GUIDES, streamsOf } from "./streams.ts";
import { truthOf } from "./truth-of.ts";

export interface CommunityOptions {
  readonly seed: number;
  readonly asOf: number;
  /** 1 is the whole community. */
  readonly scale?: number;
  /** Only the demo's people, and nothing that anybody did. */
  readonly isEmpty?: boolean;
}

/** Everything that is drawn from a seed: the same seed and as-of give the same bytes. */
export interface Community {
  readonly forum: Forum;
  readonly base: Base;
  readonly guides: readonly Guide[];
  readonly assertions: Assertions;
  readonly truth: Truth;
  readonly people: readonly Person[];
  readonly demoPeople: readonly DemoPerson[];
  readonly proposer: NativeAccount;
  /** By the id of a demo person. Only committee members have one. */
  readonly approvalKeys: ReadonlyMap<string, DemoKey>;
}

export function drawCommunity(options: CommunityOptions): Community {
  const { seed, asOf, scale = 1, isEmpty = false } = options;
  const frame = frameOf({ seed, asOf, scale });
  const random = createRandom(`vklad demo ${seed}`);
  const people = drawPeople(random.fork("people"), frame);
  const streams = streamsOf(frame);
  const concepts = GUIDES.flatMap((guide) => guide.concepts);
  const club = drawClub(random.fork("club"), { frame, people, concepts });
  const workbook = drawWorkbook(random.fork("workbook"), { frame, people, streams, concepts });
  const cast = demoPeople(people);
  const proposer = people.find(({ key }) => key === PROPOSER_KEY)!;
  const keyOf = (key: string) =>
    approvalKeyOf(
      frame,
      people.find((person) => person.key === key)!,
    );
  const community: Community = {
    forum: {
      posts: club.forumPosts,
      topics: club.topics,
      users: club.users,
      likes: club.likes,
      categories: CATEGORIES.map(({ id, slug, name, about }) => ({
        id,
        slug,
        name,
        description: about,
        color: "0088CC",
      })),
    },
    base: workbook.base,
    guides: GUIDES,
    assertions: assertionsOf(random.fork("assertions"), { frame, people, streams }),
    truth: truthOf({ frame, people, streams, club, workbook }),
    people,
    demoPeople: cast.map(({ key: _key, ...person }) => person),
    proposer: accountOf(proposer),
    approvalKeys: new Map([
      ...cast
        .filter(({ role }) => role === "committee")
        .map(({ id, key }) => [id, keyOf(key)] as const),
      ["proposer", keyOf(PROPOSER_KEY)],
      ["committee-4", keyOf("committee-04")],
      ["committee-5", keyOf("committee-05")],
    ]),
  };
  return isEmpty ? emptied(community, { frame, streams }) : community;
}
