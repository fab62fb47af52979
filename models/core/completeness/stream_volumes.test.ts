import { sql } from "kysely";
import { expect, test } from "vitest";

import { createRandom, type Random } from "../../../demo/random.ts";
import { TEST_SEED } from "../../../test/seed.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { recordDays } from "./record_days.ts";
import { streamVolumes } from "./stream_volumes.ts";

const DAYS = 180;
const ROUNDS = 30;
const randomOf = (name: string) => createRandom(`${TEST_SEED}/volumes ${name}`);

/** A count as chance has it where each of many does it or not: Poisson, by Knuth's product. */
function poisson(random: Random, mean: number): number {
  // Halves of a large mean have its sum, and no product that vanishes.
  if (mean > 200) return poisson(random, mean / 2) + poisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}

/** By age, from 1 on; the last whole day is a Sunday. */
type Days = readonly number[];

function drawn(random: Random, perDay: number, change: (age: number) => number = () => 1): Days {
  return Array.from({ length: DAYS }, (_, index) => {
    const age = index + 1;
    const weekend = age % 7 === 1 || age % 7 === 2 ? 0.4 : 1;
    return poisson(random, perDay * weekend * change(age));
  });
}

async function volumes(given: Readonly<Record<string, Days>>) {
  await using warehouse = await givenWarehouse();
  await warehouse.give([recordDays]);
  const counted = Object.entries(given).flatMap(([name, days]) => {
    const [stream, part = ""] = name.split(" ");
    return days.flatMap((count, index) =>
      count === 0 ? [] : [`('${stream}', '${part}', ${index + 1}, ${count})`],
    );
  });
  await sql.raw(`insert into record_days values ${counted.join(", ")}`).execute(warehouse.db);
  const rows = await warehouse.build(streamVolumes);
  return rows.map(({ stream, part, window_days, state, seen_count, usual_count }) => ({
    name: `${stream} ${part}`.trim(),
    window: window_days,
    state,
    seen: Number(seen_count),
    usual: Number(usual_count),
  }));
}

const alarms = async (given: Readonly<Record<string, Days>>) =>
  (await volumes(given))
    .filter(({ state }) => state !== "usual")
    .map(({ name, window, state }) => `${name} ${window} ${state}`);

/** So many days of silence, and then as before. */
const silentFor = (days: number) => (age: number) => (age <= days ? 0 : 1);

test.each([
  ["a busy chat after one day", 60, 1, 1],
  ["a quiet one after a week", 5, 7, 7],
  ["one with a message or two a day after four weeks", 1.2, 28, 28],
])("a bot that hears nothing any more is found: %s", async (_, perDay, days, window) => {
  const random = randomOf(`silence ${perDay}`);

  const found = await alarms({
    "telegram_messages -100": drawn(random, perDay, silentFor(days)),
  });

  expect(found).toContain(`telegram_messages -100 ${window} low`);
});

test("where most of it is lost and not all, it is found too", async () => {
  const random = randomOf("most");

  const found = await alarms({
    discourse_posts: drawn(random, 80, (age) => (age <= 1 ? 0.2 : 1)),
  });

  expect(found).toEqual(["discourse_posts 1 low"]);
});

test("a flood is out of range, and a busy Monday after a Sunday is not", async () => {
  const random = randomOf("flood");
  const flooded = drawn(random, 30, (age) => (age === 1 ? 20 : 1));
  const monday = drawn(random, 60).slice(6);

  expect(await alarms({ posthog_events: flooded })).toContain("posthog_events 1 high");
  expect(await alarms({ discourse_posts: monday })).toEqual([]);
});

test("a holiday on which all fall quiet alarms nobody, one on which a single system does alarms", async () => {
  const holiday = (age: number) => (age <= 1 ? 0.1 : 1);
  const random = randomOf("holiday");
  const quiet = {
    discourse_posts: drawn(random, 80, holiday),
    telegram_messages: drawn(random, 200, holiday),
    nocodb_records: drawn(random, 40, holiday),
  };
  const alone = {
    ...quiet,
    telegram_messages: drawn(random, 200),
    nocodb_records: drawn(random, 40),
  };

  expect(await alarms(quiet)).toEqual([]);
  expect(await alarms(alone)).toEqual(["discourse_posts 1 low"]);
});

test("a stream that falls silent on a holiday is found once the others are back", async () => {
  const random = randomOf("back");
  const holiday = (age: number) => (age === 2 ? 0.1 : 1);

  const found = await alarms({
    discourse_posts: drawn(random, 80, (age) => (age <= 2 ? 0 : 1)),
    telegram_messages: drawn(random, 200, holiday),
  });

  expect(found).toEqual(["discourse_posts 1 low"]);
});

test("one that was quiet before is not judged by the weeks of which it lacks", async () => {
  const random = randomOf("young");
  const young = drawn(random, 60, silentFor(1)).slice(0, 29);

  expect((await volumes({ discourse_posts: young })).map(({ window }) => window)).toEqual([1]);
  expect(await volumes({ discourse_posts: young.slice(0, 20) })).toEqual([]);
});

test("of 1,080 ordinary windows, from a record in five days to 900 a day, next to none is called odd", async () => {
  const random = randomOf("ordinary");
  const perDay = [0.2, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 400, 900];
  const given = Object.fromEntries(
    Array.from({ length: ROUNDS }, (_, round) =>
      perDay.map((mean) => [
        `s${round}x${String(mean).replace(".", "p")}_all`,
        drawn(random, mean),
      ]),
    ).flat() as [string, Days][],
  );

  const judged = await volumes(given);
  const odd = judged.filter(({ state }) => state !== "usual");

  expect(judged).toHaveLength(ROUNDS * perDay.length * 3);
  expect(odd.length).toBeLessThanOrEqual(3);
});
