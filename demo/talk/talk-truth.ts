import type { Frame } from "../community/frame.ts";
import { valueAt } from "../timeline.ts";
import type { TalkTruth } from "../truth/truth.ts";
import type { Elsewhere } from "./accounts.ts";
import type { Channels } from "./channels.ts";
import { BROKEN_EXPORTED, type Chats } from "./chats.ts";
import { NOTES_GROUP, type Notes } from "./notes.ts";
import type { PlannedMessage } from "./threads.ts";
import type { Visits } from "./visits.ts";

const DAY_MS = 86_400_000;

/** What a reader of everything has at the as-of, counted from what was planned. */
export function talkTruth(given: {
  readonly frame: Frame;
  readonly chats: Chats;
  readonly channels: Channels;
  readonly notes: Notes;
  readonly visits: Visits;
  readonly elsewhere: readonly Elsewhere[];
  readonly ideas: readonly unknown[];
}): TalkTruth {
  const { frame, chats, channels, notes, visits, elsewhere, ideas } = given;
  const isThere = ({ at }: PlannedMessage) => at <= frame.asOf;
  const isGone = ({ removedAt }: PlannedMessage) => removedAt !== null && removedAt <= frame.asOf;
  const posted = chats.planned.filter(isThere);
  const isSeen = ({ at }: PlannedMessage) => at > frame.asOf - DAY_MS;
  const annotations = notes.library.annotations.flatMap(({ versions }) => {
    const row = valueAt(versions, frame.asOf);
    return row === null || row.group !== NOTES_GROUP || !row.isShared ? [] : [row];
  });
  const before = visits.events.filter(
    ({ createdAt }) => Date.parse(createdAt ?? "") <= frame.asOf - 5 * 60_000,
  );
  const spoken = [...chats.planned, ...channels.planned].filter(isThere);
  return {
    telegram: {
      messages: posted.length,
      exported: posted.filter((message) => !isGone(message)).length,
      seen_by_bot: posted.filter(isSeen).length,
      in_both: posted.filter((message) => isSeen(message) && !isGone(message)).length,
      broken: chats.planned.length === 0 ? 0 : BROKEN_EXPORTED,
      namesakes: chats.namesakes,
    },
    discord: {
      messages: channels.planned.filter((message) => isThere(message) && !isGone(message)).length,
    },
    hypothesis: { annotations: annotations.length },
    posthog: { events: before.length - visits.brokenCount, broken: visits.brokenCount },
    answers: spoken.filter(({ part }) => part === "answer").length,
    thanks: spoken.filter(({ part }) => part === "thanks").length,
    ideas: ideas.length,
    unproven: elsewhere.reduce((sum, one) => sum + one.systems.size - one.proven.size, 0),
  };
}
