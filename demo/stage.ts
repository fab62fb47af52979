import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tickingClock } from "./clock.ts";
import { GUIDES_AT } from "./talk/notes.ts";
import { stageTalk, type StagedTalk } from "./talk/talk.ts";
import type { Truth } from "./truth/truth.ts";
import { drawCommunity, type CommunityOptions } from "./community/community.ts";
import type { Community } from "./community/drawn.ts";
import { writeGuides } from "./community/guides.ts";
import { proofsIn } from "./community/truth-of.ts";
import { serveControl } from "./control.ts";
import { DEMO_CATEGORIES } from "./discourse/meanings.ts";
import { discourseTwin } from "./discourse/twin.ts";
import { DEMO_TABLES } from "./nocodb/mapping.ts";
import { nocodbTwin } from "./nocodb/twin.ts";
import type { Assertions, Hello } from "./protocol.ts";

/** What opens the twins. They guard nothing, and the demo says them aloud. */
const API_KEY = "demo-discourse-key";
const API_USERNAME = "system";
const TOKEN = "demo-nocodb-token";

export interface RunningDemo {
  readonly hello: Hello;
  close(): Promise<void>;
}

/** Draws the community, writes its files under `<data>/demo` and starts its twins. */
export async function startDemo(
  options: CommunityOptions & { readonly data: string },
): Promise<RunningDemo> {
  const community = drawCommunity(options);
  const clock = tickingClock(options.asOf);
  const folder = join(options.data, "demo");
  const guidesDir = join(folder, "guides");
  const assertionsFile = join(folder, "assertions.json");
  const truthFile = join(folder, "truth.json");
  mkdirSync(folder, { recursive: true });
  writeGuides(guidesDir, community);
  const talk = await stageTalk({ ...options, folder: join(folder, "telegram"), clock, community });
  const assertions = withLinks(community.assertions, talk.links);
  writeFileSync(assertionsFile, `${JSON.stringify(assertions, null, 2)}\n`);
  writeFileSync(truthFile, `${JSON.stringify(withTalk(community, talk))}\n`);

  const discourse = await discourseTwin({
    forum: talk.forum,
    clock,
    apiKey: API_KEY,
    apiUsername: API_USERNAME,
  });
  const nocodb = await nocodbTwin({ base: community.base, clock, token: TOKEN });
  const control = await serveControl({ community, clock, discourse, nocodb, ...talk.twins });
  return {
    hello: {
      ready: true,
      sources: {
        discourse: {
          url: discourse.url,
          apiKey: API_KEY,
          apiUsername: API_USERNAME,
          categories: DEMO_CATEGORIES,
        },
        nocodb: {
          url: nocodb.url,
          token: TOKEN,
          baseId: community.base.id,
          tables: DEMO_TABLES,
        },
        guides: { dir: guidesDir, publishedAt: [GUIDES_AT] },
        ...talk.sources,
      },
      assertionsFile,
      truthFile,
      control: control.url,
      people: community.demoPeople,
      proposer: community.proposer,
    },
    close: async () => {
      await Promise.all([discourse.close(), nocodb.close(), control.close(), talk.close()]);
    },
  };
}

function withLinks(assertions: Assertions, links: Assertions["links"]): Assertions {
  return { ...assertions, links: [...assertions.links, ...links] };
}

function withTalk({ truth, people }: Community, talk: StagedTalk): Truth {
  const byKey = new Map(people.map((person) => [person.key, person]));
  return {
    ...truth,
    talk: talk.truth,
    proofs: [...truth.proofs, ...proofsIn(talk.links)],
    people: truth.people.map((one) => {
      const person = byKey.get(one.person);
      const elsewhere = person === undefined ? [] : talk.accountsOf(person);
      return { ...one, accounts: [...one.accounts, ...elsewhere] };
    }),
  };
}
