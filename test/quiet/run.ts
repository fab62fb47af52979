/**
 * `npm run quiet [-- HOURS]`: refreshes a forum of 1,000 members and 6,000 posts every quarter of an
 * hour while nobody writes, 25 hours where no number is given, and prints what each refresh cost that
 * cost more than the one before it, and the dearest. Requests are held to 60, all else to nothing.
 */
import { seededRandom } from "../seed.ts";
import { isQuiet, openQuietCommunity, type Cost } from "./play.ts";

const SIZE = { at: Date.parse("2026-10-05T09:00:00Z"), memberCount: 1_000, postCount: 6_000 };
const REQUESTS_MAX = 60;
const EVERY_MS = 15 * 60_000;

const hours = Number(process.argv[2] ?? 25);
const say = (line: string) => process.stdout.write(`${line}\n`);

await using community = await openQuietCommunity(seededRandom("quiet"), SIZE);
tell("the first reading", await community.refresh());
const costs: Cost[] = [];
let dearest = 0;
for (let at = EVERY_MS; at <= hours * 3_600_000; at += EVERY_MS) {
  community.clock.set(community.clock.now() + EVERY_MS);
  const cost = await community.refresh();
  costs.push(cost);
  if (cost.requestCount <= dearest && isQuiet(cost, REQUESTS_MAX)) continue;
  dearest = Math.max(dearest, cost.requestCount);
  tell(`after ${at / 3_600_000} h`, cost);
}

const counts = costs.map(({ requestCount }) => requestCount).toSorted((a, b) => a - b);
say("");
say(
  `${costs.length} refreshes, a median of ${counts[counts.length >> 1]} requests, at most ${counts.at(-1)}`,
);
const loud = costs.filter((cost) => !isQuiet(cost, REQUESTS_MAX));
say(loud.length === 0 ? "Each was quiet." : `${loud.length} were not quiet.`);
process.exitCode = loud.length === 0 ? 0 : 1;

function tell(when: string, cost: Cost): void {
  const asked = Object.entries(cost.requests).map(([path, count]) => `${count} ${path}`);
  say(`${when}: ${cost.requestCount} requests, ${cost.seconds} s at the forum's rate`);
  say(`  asked    ${asked.toSorted().join(", ")}`);
  const files = Object.entries(cost.files).map(([feed, count]) => `${count} ${feed}`);
  say(`  landed   ${cost.fileCount} files${files.length === 0 ? "" : `: ${files.join(", ")}`}`);
  say(
    `  loaded   ${cost.loadedCount} records, built ${cost.builtCount} models, ` +
      `published ${cost.publishedCount} files`,
  );
}
