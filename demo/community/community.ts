import { createRandom } from "../random.ts";
import { accountOf } from "./account-of.ts";
import { approvalKeyOf, assertionsOf } from "./assertions.ts";
import { drawWorkbook } from "./base.ts";
import { drawClub } from "./club.ts";
import { CATEGORIES } from "./conversation.ts";
import { demoPeople, PROPOSER_KEY } from "./demo-people.ts";
import type { Community } from "./drawn.ts";
import { emptied } from "./empty.ts";
import { frameOf } from "./frame.ts";
import { drawPeople } from "./people.ts";
import { GUIDES, cohortsOf } from "./cohorts.ts";
import { truthOf } from "./truth-of.ts";

export interface CommunityOptions {
  readonly seed: number;
  readonly asOf: number;
  /** 1 is the whole community. */
  readonly scale?: number;
  /** Only the demo's people, and nothing that anybody did. */
  readonly isEmpty?: boolean;
}

export function drawCommunity(options: CommunityOptions): Community {
  const { seed, asOf, scale = 1, isEmpty = false } = options;
  const frame = frameOf({ seed, asOf, scale });
  const random = createRandom(`vklad demo ${seed}`);
  const people = drawPeople(random.fork("people"), frame);
  const cohorts = cohortsOf(frame);
  const concepts = GUIDES.flatMap((guide) => guide.concepts);
  const club = drawClub(random.fork("club"), { frame, people, concepts });
  const workbook = drawWorkbook(random.fork("workbook"), { frame, people, cohorts, concepts });
  const cast = demoPeople(people);
  const proposer = people.find(({ key }) => key === PROPOSER_KEY)!;
  const keyOf = (key: string) =>
    approvalKeyOf(
      frame,
      people.find((person) => person.key === key)!,
    );
  const assertions = assertionsOf(random.fork("assertions"), { frame, people, cohorts, workbook });
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
    tasks: workbook.tasks,
    assertions,
    truth: truthOf({ frame, people, cohorts, club, workbook, links: assertions.links }),
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
  return isEmpty ? emptied(community, { frame, cohorts }) : community;
}
