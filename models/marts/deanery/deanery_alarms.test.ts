import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, RUN } from "../../given.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { recordDays } from "../../core/completeness/record_days.ts";
import { streamVolumes } from "../../core/completeness/stream_volumes.ts";
import { deaneryAlarms } from "./deanery_alarms.ts";

const TELEGRAM = "telegram_messages";
const POSTS = "discourse_posts";

function volume(stream: string, part: string, window_days: number, state: string) {
  const counts = { seen_count: 0n, usual_count: 60n, low_count: 30n, high_count: 100n };
  return { stream, part, window_days, state, ...counts };
}

function standing(
  chat_id: bigint,
  hour: number,
  new_status: string,
  is_self: boolean | null = true,
) {
  const changed_at = new Date(RUN.as_of_day.getTime() + hour * 3_600_000);
  return { chat_id, user_id: "1", changed_at, ordinal: BigInt(hour), new_status, is_self };
}

test("a bot that was removed from a chat is named at once, one that is back or another's is not", async () => {
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream: TELEGRAM, observed_day: RUN.as_of_day }],
    stg_telegram_member_versions: [
      standing(-1n, 1, "administrator"),
      standing(-1n, 2, "kicked"),
      standing(-2n, 1, "left"),
      standing(-2n, 3, "administrator"),
      standing(-3n, 1, "left", null),
      standing(-4n, 1, "left"),
      standing(-5n, 1, "left"),
    ],
    // The fourth became the first; the fifth is read no more.
    stg_telegram_chats: [-4n, -2n, -3n].map((chat_id) => ({ chat_id })),
    stg_telegram_migrations: [{ was_chat_id: -4n, chat_id: -1n }],
    stg_telegram_message_versions: [
      { chat_id: -1n, chat_title: "Поток 2", changed_at: daysAgo(9) },
    ],
  });

  const rows = await warehouse.build(deaneryAlarms);

  expect(rows.map(({ part, part_title, kind }) => [part, part_title, kind])).toEqual([
    ["-1", "Поток 2", "bot_left"],
  ]);
});

test("of several windows the shortest is told, with since when; what is usual is not", async () => {
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream: POSTS, observed_day: RUN.as_of_day }],
    stream_volumes: [
      volume(POSTS, "", 1, "usual"),
      volume(POSTS, "", 28, "low"),
      volume(POSTS, "", 7, "low"),
    ],
  });

  const rows = await warehouse.build(deaneryAlarms);

  expect(rows.map(({ kind, window_days, since_at }) => [kind, window_days, since_at])).toEqual([
    ["low", 7, daysAgo(7)],
  ]);
});

async function horizon(
  connected: readonly string[],
  given: Parameters<typeof givenWarehouse>[0],
): Promise<Date | null | undefined> {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stream_states: connected.map((stream) => ({ stream, observed_day: RUN.as_of_day })),
    ...given,
  });
  await warehouse.build(connectedStreams, { context: { connected } });
  const [row] = await warehouse.build(observationHorizon);
  return row?.horizon_at;
}

test("while a stream brings less than it used to, nobody's silence since then is judged", async () => {
  const held = (state: string, part = "", window = 7) =>
    horizon([POSTS, "nocodb_records"], { stream_volumes: [volume(POSTS, part, window, state)] });

  expect(await held("low")).toEqual(daysAgo(7));
  expect(await held("usual")).toEqual(RUN.as_of_day);
  expect(await held("high")).toEqual(RUN.as_of_day);
  // A month may be a change for good, and one chat is not all of them.
  expect(await held("low", "", 28)).toEqual(RUN.as_of_day);
  expect(await held("low", "-1")).toEqual(RUN.as_of_day);
});

test("an outage of chats, too, is nobody's silence, and chats alone tell of nobody", async () => {
  const late = { stream: TELEGRAM, observed_day: daysAgo(5) };
  const posts = { stream: POSTS, observed_day: RUN.as_of_day };

  expect(await horizon([POSTS, TELEGRAM], { stream_states: [posts, late] })).toEqual(daysAgo(5));
  expect(await horizon([POSTS, TELEGRAM], { stream_states: [posts] })).toBeNull();
  expect(await horizon([TELEGRAM], { stream_states: [late] })).toBeNull();
});

test("records are counted by the community's days, back from the last that was read whole", async () => {
  // As of the start of 5 October in Moscow, which is 21:00 of the day before in UTC.
  const at = (day: number, hour: number) => new Date(Date.UTC(2026, 9, day, hour));
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stream_states: [{ stream: TELEGRAM, observed_day: RUN.as_of_day }],
    connected_streams: [{ stream: TELEGRAM }],
    stg_telegram_messages: [
      { current_chat_id: -1n, sent_at: at(4, 22) },
      { current_chat_id: -1n, sent_at: at(4, 20) },
      { current_chat_id: -2n, sent_at: at(3, 21) },
      { current_chat_id: -1n, sent_at: at(3, 20) },
    ],
    stg_discourse_posts: [{ created_at: at(4, 20) }],
  });

  const rows = await warehouse.build(recordDays);

  expect(rows.map(({ part, age_days, record_count }) => [part, age_days, record_count])).toEqual([
    ["", 1n, 2n],
    ["", 2n, 1n],
    ["-1", 1n, 1n],
    ["-1", 2n, 1n],
    ["-2", 1n, 1n],
  ]);
});

test("a stream without an hour's history alarms nobody", async () => {
  await using warehouse = await givenWarehouse();

  expect(await warehouse.build(streamVolumes)).toEqual([]);
});
