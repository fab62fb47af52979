import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../../app/community/schema.ts";
import type { DemoCommunity } from "../../app/demo/community.ts";
import { REREAD } from "../../sources/discourse/reread.ts";
import { forumServer } from "../../sources/testing/forum.ts";
import { ASSERTIONS, MAPPING, oldClub, PEOPLE, PROPOSER_ACCOUNT } from "./fixture/old-club.ts";

export interface OldClub extends DemoCommunity {
  /** What its configuration names: a forum, and nothing else. */
  readonly sources: Config["sources"];
}

/** A forum of 107 months on loopback, alone; what its people are is said as the demo says it. */
export async function givenOldClub(folder: string): Promise<OldClub> {
  const given = await forumServer(oldClub());
  const assertionsFile = join(folder, "assertions.json");
  writeFileSync(assertionsFile, JSON.stringify(ASSERTIONS));
  const discourse = { url: given.server.url, categories: MAPPING };
  return {
    sources: { discourse: { ...discourse, reread: REREAD } },
    hello: {
      ready: true,
      sources: { discourse: { ...discourse, apiKey: "key", apiUsername: "system" } },
      assertionsFile,
      truthFile: join(folder, "truth.json"),
      control: given.server.url,
      people: [...PEOPLE],
      proposer: PROPOSER_ACCOUNT,
    },
    sign: () => Promise.reject(new Error("Nobody of the old club has a key.")),
    setClock: async () => undefined,
    [Symbol.asyncDispose]: () => given[Symbol.asyncDispose](),
  };
}
