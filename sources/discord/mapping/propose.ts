import { ChannelType } from "discord-api-types/v10";

import { hasMessages, hasThreads, isClosed } from "../guild.ts";
import type { Channel, Guild } from "../guild.ts";
import type { Channels } from "../options.ts";

/** Why a channel is proposed as it is: codes, said in words by whoever shows them. */
export type ChannelReason = "configured" | "named" | "heading" | "open" | "closed";

export interface ProposedChannel {
  readonly id: string;
  readonly name: string;
  readonly isClosed: boolean;
  /** False: better not without a person's word. */
  readonly isRead: boolean;
  /** Null: everybody's. */
  readonly cohort: string | null;
  readonly reason: ChannelReason;
  /** The word that says so. */
  readonly because: string | null;
}

export interface ChannelProposal {
  readonly channels: readonly ProposedChannel[];
  /** Ids that the configuration names and the guild does not have. */
  readonly absent: readonly string[];
}

/** A word for a study group and its number, in whatever order: `поток-3`, `3-й поток`, `cohort 3`. */
const COHORT = /(?:поток|группа|набор|potok|cohort|stream|group|batch)[\s_#№-]*(\d{1,4})(?!\d)/iu;
const COHORT_BEHIND =
  /(?<!\d)(\d{1,4})(?:-?(?:й|я|st|nd|rd|th))?[\s_-]*(?:поток|набор|potok|cohort)/iu;

/**
 * Which channels may be read, and whose each is. What is configured stays; a closed channel that
 * does not name a cohort is left to a person, because nobody can tell who talks there.
 */
export function proposeChannels(
  { all, absent }: Guild,
  {
    guild,
    configured,
    rightsOfAll,
  }: {
    readonly guild: string;
    readonly configured: Channels;
    readonly rightsOfAll: bigint;
  },
): ChannelProposal {
  const headings = new Map(
    all.filter(({ type }) => type === ChannelType.GuildCategory).map(({ id, name }) => [id, name]),
  );
  const channels = all
    .filter((channel) => hasMessages(channel) || hasThreads(channel))
    .map((channel): ProposedChannel => {
      const { id, name } = channel;
      const closed = isClosed(channel, { guild, rightsOfAll });
      const about = { id, name, isClosed: closed };
      const own = configured[id];
      if (own === undefined) return { ...about, ...guess(channel, headings, closed) };
      const cohort = own.cohort ?? null;
      return { ...about, isRead: true, cohort, reason: "configured", because: null };
    });
  return {
    // Those to be pasted first, each kind in the guild's own order.
    channels: channels.toSorted((a, b) => Number(b.isRead) - Number(a.isRead)),
    absent: absent.map(({ id }) => id),
  };
}

function guess(
  { name, parent_id }: Channel,
  headings: ReadonlyMap<string, string>,
  isClosedToSome: boolean,
): Pick<ProposedChannel, "isRead" | "cohort" | "reason" | "because"> {
  const own = cohortIn(name);
  if (own !== null) return { isRead: true, cohort: own, reason: "named", because: name };
  const heading = headings.get(parent_id ?? "") ?? "";
  const above = cohortIn(heading);
  if (above !== null) return { isRead: true, cohort: above, reason: "heading", because: heading };
  if (isClosedToSome) return { isRead: false, cohort: null, reason: "closed", because: null };
  return { isRead: true, cohort: null, reason: "open", because: null };
}

function cohortIn(name: string): string | null {
  const found = COHORT.exec(name)?.[1] ?? COHORT_BEHIND.exec(name)?.[1];
  return found === undefined ? null : `${Number(found)}`;
}
