import { expect, test } from "vitest";

import type { ProposedChannel } from "../../../sources/discord/mapping/propose.ts";
import { channelText } from "./channel-text.ts";

function channel(id: string, name: string, more: Partial<ProposedChannel>): ProposedChannel {
  const nothing = { isClosed: false, isRead: true, cohort: null, because: null };
  return { id, name, ...nothing, reason: "open", ...more };
}

const CHANNELS = [
  channel("678394406507905129", "поток-3", {
    ...{ isClosed: true, cohort: "3", reason: "named", because: "поток-3" },
  }),
  channel("678348980849213472", "general", {}),
  channel("830088231538130965", "masters\n},", { isClosed: true, isRead: false, reason: "closed" }),
];

test("each channel is said with whose it is and why, and what to paste holds ids in quotes", () => {
  const lines = channelText({ channels: CHANNELS, absent: ["77"] }, { file: "c.ts", locale: "en" });

  expect(lines).toEqual([
    "Channels of the guild: 3. Which to read, whose they are and why:",
    "",
    "  поток-3 (closed) → cohort 3: it is called so: “поток-3”",
    "  general → everybody's: it is open to all members of the guild",
    "  masters }, (closed) → not to be read: it is closed, and its name does not tell whose it is: say it yourself",
    "",
    "The configuration names these, and the guild does not have them or nobody can write there: 77.",
    "",
    "Check it (a cohort is the Id of its row in the table of cohorts) and paste it into c.ts, under sources.discord:",
    "",
    "channels: {",
    '  "678394406507905129": { cohort: "3" }, // поток-3; closed',
    '  "678348980849213472": {}, // general',
    '  // "830088231538130965": {}, // ? masters },; closed',
    "},",
  ]);
});

test("the same is said in Russian", () => {
  const lines = channelText({ channels: CHANNELS, absent: [] }, { file: "c.ts", locale: "ru" });

  expect(lines[2]).toBe("  поток-3 (закрытый) → поток 3: так называется: «поток-3»");
  expect(lines.at(-1)).toBe("},");
});
