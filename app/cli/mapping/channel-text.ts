import type { ChannelProposal, ProposedChannel } from "../../../sources/discord/mapping/propose.ts";
import type { Locale } from "../../community/words.ts";
import { channelWords, type ChannelWords } from "./channel-words.ts";

/** Which channels may be read, whose each is and why, and the configuration to paste. */
export function channelText(
  { channels, absent }: ChannelProposal,
  { file, locale }: { readonly file: string; readonly locale: Locale },
): readonly string[] {
  const said = channelWords[locale];
  return [
    said.heading(channels.length),
    "",
    ...channels.map((channel) => `  ${aboutOf(channel, said)}`),
    "",
    ...(absent.length === 0 ? [] : [said.absent(absent.join(", ")), ""]),
    said.paste(file),
    "",
    ...channelSettings(channels, said),
  ];
}

function aboutOf(channel: ProposedChannel, said: ChannelWords): string {
  const { name, isClosed, isRead, cohort, reason, because } = channel;
  const whose = cohort === null ? said.everybodys : said.cohort(cohort);
  const what = `${plainly(name)}${isClosed ? ` (${said.closed})` : ""}`;
  return `${what} → ${isRead ? whose : said.unread}: ${said.reasons[reason](plainly(because ?? ""))}`;
}

/** TypeScript to paste. Ids stand in quotes: as numbers they would lose their last digits. */
function channelSettings(
  channels: readonly ProposedChannel[],
  said: ChannelWords,
): readonly string[] {
  const lines = channels.map(({ id, name, isClosed, isRead, cohort }) => {
    const about = [plainly(name), ...(isClosed ? [said.closed] : [])].join("; ");
    if (!isRead) return `  // "${id}": {}, // ? ${about}`;
    const settings = cohort === null ? "{}" : `{ cohort: ${JSON.stringify(cohort)} }`;
    return `  "${id}": ${settings}, // ${about}`;
  });
  return ["channels: {", ...lines, "},"];
}

/** A name may hold a line's end, and what follows would be no comment any more. */
function plainly(name: string): string {
  return name.replace(/\s+/g, " ");
}
