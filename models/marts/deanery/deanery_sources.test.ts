import { expect, test } from "vitest";

import { WHOLE } from "../../../sources/nocodb/tables.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, RUN } from "../../given.ts";
import { deaneryQuarantine } from "./deanery_quarantine.ts";
import { deanerySources } from "./deanery_sources.ts";

test("what was refused by the load and by staging is counted together", async () => {
  const unread = { stream: "discourse_posts", reason: "unreadable raw", seen_at: daysAgo(2) };
  await using warehouse = await givenWarehouse({
    stream_states: [
      {
        ...{ stream: "discourse_posts", record_count: 10n, quarantined_count: 3n },
        observed_day: RUN.as_of_day,
      },
      { stream: "guides_sections", record_count: 40n, quarantined_count: 0n },
    ],
    connected_streams: [{ stream: "discourse_posts" }],
    unplaced: [
      { ...unread, key: "[1]" },
      { ...unread, key: "[2]" },
    ],
    stg_discourse_posts: [
      { post_id: "1", created_at: daysAgo(9), updated_at: daysAgo(3) },
      { post_id: "2", created_at: daysAgo(5) },
    ],
  });

  expect(await warehouse.build(deanerySources)).toEqual([
    {
      ...{ stream: "discourse_posts", record_count: 10n, quarantined_count: 5n },
      ...{ observed_day: RUN.as_of_day, last_record_at: daysAgo(3), is_connected: true },
    },
    {
      ...{ stream: "guides_sections", record_count: 40n, quarantined_count: 0n },
      ...{ observed_day: null, last_record_at: null, is_connected: false },
    },
  ]);
});

test("a chat's stream is as new as its newest message", async () => {
  const message = { chat_id: -100n, way: "bot", version: 1n, ordinal: 1n };
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream: "telegram_messages", record_count: 2n, quarantined_count: 0n }],
    stg_telegram_message_versions: [
      { ...message, message_id: 1n, sent_at: daysAgo(4) },
      { ...message, message_id: 2n, sent_at: daysAgo(2) },
    ],
  });

  const [chats] = await warehouse.build(deanerySources);

  expect(chats?.last_record_at).toEqual(daysAgo(2));
});

test("what we note of the mapping is no table of the workbooks", async () => {
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream: "nocodb_tables", record_count: 7n, quarantined_count: 0n }],
    stg_nocodb_tables: [
      { table_id: WHOLE, title: WHOLE },
      { table_id: "m1", title: "Answers" },
    ],
  });

  const [tables] = await warehouse.build(deanerySources);

  expect(tables?.record_count).toBe(6n);
});

test("the deanery sees every kind of doubt by its reason, and none of the records", async () => {
  const doubt = { seq: 0n, verdict: "accepted", given_at: daysAgo(1), by_member_id: "bob" };
  await using warehouse = await givenWarehouse({
    quarantine: [
      {
        ...{ stream: "discourse_posts", reason: "id: expected number", record: "{}" },
        observed_at: daysAgo(4),
      },
    ],
    unplaced: [
      {
        ...{ stream: "nocodb_records", key: "[1]", reason: "unknown Attempts.Answer" },
        seen_at: daysAgo(3),
      },
    ],
    verdict_queue: [
      { ...doubt, attempt_id: "1", reason: "not_a_master" },
      { ...doubt, attempt_id: "2", reason: "not_a_master", given_at: daysAgo(2) },
    ],
    identity_conflicts: [{ link_id: "l1", valid_from: daysAgo(5) }],
  });

  const rows = await warehouse.build(deaneryQuarantine);

  expect(
    rows.map((row) => [row.stream, row.reason, row.quarantined_count, row.last_seen_at]),
  ).toEqual([
    ["discourse_posts", "id: expected number", 1n, daysAgo(4)],
    ["ledger_events", "link_joins_two_forum_accounts", 1n, daysAgo(5)],
    ["nocodb_records", "unknown Attempts.Answer", 1n, daysAgo(3)],
    ["nocodb_records", "verdict_not_a_master", 2n, daysAgo(1)],
  ]);
});
