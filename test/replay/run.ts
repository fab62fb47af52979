/**
 * `npm run replay [-- --polls N]`: a real forum's published history, four years of it, polled through
 * the twin and the connector as often as it changed, and held against what was published. It reads
 * `../shared/data`, and says so where that is absent.
 */
import { parseArgs } from "node:util";

import { sharedData } from "../shared.ts";
import { readHistory } from "./recorded-history.ts";
import { replay } from "./play.ts";

const SHOWN_MAX = 20;
const SAY_EVERY = 100;

const { values } = parseArgs({ options: { polls: { type: "string" } } });
const say = (line: string) => process.stdout.write(`${line}\n`);
const row = (count: number, what: string) => say(`${String(count).padStart(7)}  ${what}`);

const posts = sharedData("delving-bitcoin/posts.ndjson.gz");
const changes = sharedData("delving-bitcoin/changes.ndjson.gz");
if (posts === null || changes === null) {
  say("NOT RUN: ../shared/data/delving-bitcoin is absent.");
} else {
  const replayed = await replay(readHistory({ posts, changes }), {
    ...(values.polls === undefined ? {} : { polls: Number(values.polls) }),
    onPoll: (done, total) => {
      if (done % SAY_EVERY === 0) say(`… ${done} of ${total} polls`);
    },
  });
  const { requests, records, seconds, second, faults } = replayed;
  row(replayed.polls, "polls, one at each instant that brought a post or another text");
  row(requests, `requests (${(requests / replayed.polls).toFixed(1)} a poll)`);
  row(records, `records, ${Math.round(records / seconds)} a second`);
  row(replayed.asPublished, `posts as published, of ${replayed.posts}`);
  row(replayed.editsCaught, `edits of a text caught, of ${replayed.edits}`);
  row(
    second.added,
    `rows added to ${replayed.rows} by ${second.records} records of a second replay`,
  );
  row(Math.round(seconds), "seconds for the first");
  for (const fault of faults.slice(0, SHOWN_MAX)) say(`! ${fault}`);
  if (faults.length > SHOWN_MAX) say(`! and ${faults.length - SHOWN_MAX} more`);
  const isRight = faults.length === 0 && second.added === 0;
  say(isRight ? "Nothing is wrong." : "The end is not what was published.");
  process.exitCode = isRight ? 0 : 1;
}
