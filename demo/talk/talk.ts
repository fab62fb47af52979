/** What the community does beside its club and workbooks, in the twins of four more systems. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Clock } from "../clock.ts";
import { cohortsOf, GUIDES } from "../community/cohorts.ts";
import type { Community } from "../community/drawn.ts";
import { frameOf } from "../community/frame.ts";
import type { Person } from "../community/people.ts";
import { discordTwin, type DiscordTwin } from "../discord/twin.ts";
import type { Forum } from "../discourse/forum.ts";
import { hypothesisTwin, type HypothesisTwin } from "../hypothesis/twin.ts";
import { posthogTwin, type PosthogTwin } from "../posthog/twin.ts";
import type { AssertedLink, ElsewhereSource, Hello, NativeAccount } from "../protocol.ts";
import { createRandom } from "../random.ts";
import { telegramTwin, type TelegramTwin } from "../telegram/twin.ts";
import type { TalkTruth } from "../truth/truth.ts";
import { drawElsewhere, linksElsewhere, SYSTEMS_ELSEWHERE } from "./accounts.ts";
import { drawChannels } from "./channels.ts";
import { drawChats } from "./chats.ts";
import { drawNotes, NOTES_GROUP } from "./notes.ts";
import { talkTruth } from "./talk-truth.ts";
import { planIdeas, withOrigins } from "./ideas.ts";
import { drawVisits } from "./visits.ts";

export interface TalkOptions {
  readonly seed: number;
  readonly asOf: number;
  readonly scale?: number;
  readonly isEmpty?: boolean;
  /** Where exports of Telegram Desktop are written. */
  readonly folder: string;
  readonly clock: Clock;
  readonly community: Pick<Community, "people" | "forum">;
}

export interface TalkTwins {
  readonly telegram: TelegramTwin;
  readonly discord: DiscordTwin;
  readonly hypothesis: HypothesisTwin;
  readonly posthog: PosthogTwin;
}

export interface StagedTalk {
  readonly twins: TalkTwins;
  /** Settings and secrets, as a configuration would give them. */
  readonly sources: Pick<Hello["sources"], ElsewhereSource>;
  readonly links: readonly AssertedLink[];
  /** The community's, whose posts name the messages that they grew out of. */
  readonly forum: Forum;
  accountsOf(person: Person): readonly NativeAccount[];
  readonly truth: TalkTruth;
  close(): Promise<void>;
}

/** What opens the twins; they guard nothing, and the demo says it aloud. */
const BOT_TOKEN = "700001:demo";
const DISCORD_TOKEN = "demo-discord-token";
const POSTHOG_KEY = "demo-posthog-key";
const POSTHOG_PROJECT = 1;

/** Draws it, starts the twins and writes what Telegram Desktop would export at the as-of. */
export async function stageTalk(options: TalkOptions): Promise<StagedTalk> {
  const { seed, asOf, scale = 1, isEmpty = false, folder, clock, community } = options;
  const frame = frameOf({ seed, asOf, scale });
  const random = createRandom(`vklad demo talk ${seed}`);
  const concepts = GUIDES.flatMap((guide) => guide.concepts);
  const elsewhere = drawElsewhere(random.fork("accounts"), community.people);
  const here = elsewhere.filter(({ systems }) => systems.has("telegram")).map((one) => one.person);
  const ideas = isEmpty
    ? []
    : planIdeas(random.fork("ideas"), { frame, forum: community.forum, here, concepts });
  const given = { frame, clock, elsewhere, cohorts: cohortsOf(frame), concepts, isEmpty, ideas };
  const chats = drawChats(random.fork("telegram"), given);
  const channels = drawChannels(random.fork("discord"), given);
  const notes = drawNotes(random.fork("hypothesis"), given);
  const visits = drawVisits(random.fork("posthog"), given);

  const telegram = await telegramTwin({
    messenger: chats.messenger,
    token: BOT_TOKEN,
    seed: `telegram ${seed}`,
    isShared: true,
  });
  telegram.setPrivacy(false);
  const discord = await discordTwin({
    guild: channels.guild,
    clock,
    token: DISCORD_TOKEN,
    botId: channels.botId,
  });
  const hypothesis = await hypothesisTwin({ library: notes.library, clock, rateLimit: null });
  const posthog = await posthogTwin({ clock, projectId: POSTHOG_PROJECT, apiKey: POSTHOG_KEY });
  await posthog.capture(visits.events);
  for (const { into, from } of visits.merged) await posthog.merge(into, from);

  const exported = chats.exports().map(({ folder: name, text }) => {
    const file = join(folder, name, "result.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, [...text()].join(""));
    return file;
  });

  const origins = ideas.map(({ place }, index) => ({ place, address: chats.ideaAddress(index) }));

  const native = (system: ElsewhereSource, person: Person): string | null =>
    ({
      telegram: chats.userIdOf,
      discord: channels.userIdOf,
      hypothesis: notes.useridOf,
      posthog: visits.distinctIdOf,
    })[system](person);
  return {
    twins: { telegram, discord, hypothesis, posthog },
    sources: {
      telegram: {
        url: telegram.url,
        token: BOT_TOKEN,
        chats: chats.settings(),
        export: exported,
        updates: "polling",
      },
      discord: {
        url: `${discord.url}/api/v10`,
        token: DISCORD_TOKEN,
        guild: channels.guild.state.id,
        channels: channels.settings,
      },
      hypothesis: {
        url: hypothesis.url,
        token: notes.token,
        groups: [NOTES_GROUP],
        moderates: true,
      },
      posthog: {
        url: posthog.url,
        apiKey: POSTHOG_KEY,
        project: `${POSTHOG_PROJECT}`,
        properties: ["$current_url", "guide", "section", "task"],
        settleMinutes: 5,
        lateDays: 45,
        personsEveryHours: 3,
      },
    },
    links: linksElsewhere(frame, elsewhere, native),
    forum: withOrigins(community.forum, origins),
    accountsOf: (person) =>
      SYSTEMS_ELSEWHERE.flatMap((source) => {
        const nativeId = native(source, person);
        return nativeId === null ? [] : { source, nativeId };
      }),
    truth: talkTruth({ ...given, chats, channels, notes, visits }),
    close: async () => {
      await Promise.all([telegram.close(), discord.close(), hypothesis.close(), posthog.close()]);
    },
  };
}
