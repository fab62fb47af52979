import { sql } from "kysely";
import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, formulaActivated, ledgerEvent, rawRow, RUN } from "../../given.ts";
import { models } from "../../index.ts";
import { deaneryEngagement } from "../../marts/deanery/deanery_engagement.ts";
import { deaneryMembers } from "../../marts/deanery/deanery_members.ts";
import { gatewayPrincipals } from "../../marts/gateway/gateway_principals.ts";
import type { Relation } from "../../model.ts";
import { memberDomainPoints } from "../../scores/member_domain_points.ts";
import { scores } from "../../scores/index.ts";
import { contributions } from "../contributions/contributions.ts";
import { accounts } from "../identity/accounts.ts";
import { members } from "../identity/members.ts";
import { toldEvents } from "./told_events.ts";

const CAME = "2026-09-10T10:00:00.000000Z";

function uuidOf(number: number): string {
  return `0190aaaa-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

function event(number: number, distinct_id: string, rest: object = {}) {
  const record = {
    ...{ uuid: uuidOf(number), event: "section_opened", distinct_id },
    ...{ timestamp: "2026-09-10T09:59:00.000000Z", created_at: CAME },
    properties: { section: "systems-1" },
    ...rest,
  };
  return rawRow(record.uuid, record);
}

function mapping(distinct_id: string, person_id: string) {
  return rawRow(distinct_id, { distinct_id, person_id });
}

const LINK = ledgerEvent(2, "account_linked", {
  link_id: "l1",
  ...{ account_a: "a_discourse_3", account_b: "a_posthog_anna", method: "proof", evidence: "e" },
  ...{ valid_from: "2026-04-01T00:00:00Z" },
});

const SECTION = rawRow("systems-1", {
  ...{ section_id: "systems-1", guide_id: "systems", guide_title: "Системы" },
  ...{ section_title: "Граница", text: "Текст.", path: "systems/01.md", order: 1 },
});

test("an event is of a member only by a proof, of a visitor else, and of a section that there is", async () => {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_posthog_events_current: [
      event(1, "anna"),
      event(2, "guest", { timestamp: "2030-01-01T00:00:00.000000Z" }),
      event(3, "guest-at-home", { event: "task_started", properties: { task: "m/1" } }),
      event(4, "anna", { event: "$pageview" }),
      event(5, "anna", { event: "section_opened", properties: { section: "no-such" } }),
    ],
    raw_posthog_distinct_ids_current: [mapping("guest", "p1"), mapping("guest-at-home", "p1")],
    raw_ledger_events_current: [LINK],
    raw_guides_sections_current: [SECTION],
  });

  const rows = await buildThrough(warehouse, toldEvents);

  const [anna] = rows.filter(({ member_id }) => member_id !== null);
  const [guest] = rows.filter(({ member_id }) => member_id === null);
  const row = { occurred_at: new Date("2026-09-10T09:59:00Z"), task: null, kind: "section_opened" };
  const of = ({ member_id = null as string | null, visitor_id = "" } = {}) => ({
    ...row,
    member_id,
    visitor_id,
  });
  expect(anna?.member_id).toMatch(/^m_/);
  expect(guest?.visitor_id).toMatch(/^v_[0-9a-f]{16}$/);
  expect(rows).toEqual([
    { event_id: uuidOf(1), ...of(anna), section_id: "systems-1" },
    { event_id: uuidOf(2), ...of(guest), section_id: "systems-1", occurred_at: new Date(CAME) },
    { event_id: uuidOf(3), ...of(guest), section_id: null, kind: "task_begun", task: "m/1" },
    { event_id: uuidOf(5), ...of(anna), section_id: null },
  ]);
});

test("the deanery sees how many members and visitors opened a section, each once", async () => {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_posthog_events_current: [
      event(1, "anna"),
      event(2, "anna"),
      event(3, "guest"),
      event(4, "guest-at-home"),
      event(5, "other", { event: "task_begun", properties: {} }),
    ],
    raw_posthog_distinct_ids_current: [mapping("guest", "p1"), mapping("guest-at-home", "p1")],
    raw_ledger_events_current: [LINK],
    raw_guides_sections_current: [SECTION],
  });

  const rows = await buildThrough(warehouse, deaneryEngagement);

  const last_at = new Date("2026-09-10T09:59:00Z");
  expect(rows).toEqual([
    {
      ...{ section_id: "", guide_title: null, section_title: null, section_order: null },
      ...{ kind: "task_begun", event_count: 1n, member_count: 0n, visitor_count: 1n, last_at },
    },
    {
      ...{ section_id: "systems-1", guide_title: "Системы", section_title: "Граница" },
      ...{ section_order: 1n, kind: "section_opened" },
      ...{ event_count: 4n, member_count: 1n, visitor_count: 1n, last_at },
    },
  ]);
});

const ESSAY = "Граница системы — это выбор наблюдателя, и у выбора есть основание. ".repeat(20);

const CLUB = {
  ref_run: [RUN],
  raw_discourse_posts_current: [
    rawRow(1, {
      ...{ id: 1, user_id: 3, username: "u3", topic_id: 1, topic_title: "Граница" },
      ...{ category_id: 5, post_number: 1, post_type: 1, raw: ESSAY },
      created_at: "2026-09-01T10:00:00.000Z",
    }),
  ],
  raw_discourse_posts_versions: [],
  raw_ledger_events_current: [formulaActivated(1), LINK],
  raw_discourse_categories_current: [rawRow(5, { id: 5, name: "Вопросы", slug: "voprosy" })],
};

/** Everything that points, people and doors are made of, before and after so many forged events. */
async function builtWith(forgedCount: number) {
  await using warehouse = await givenWarehouse({
    ...CLUB,
    raw_discourse_posts_versions: CLUB.raw_discourse_posts_current.map((row) => ({
      ...row,
      ordinal: 1n,
    })),
  });
  const ofEvents = models
    .flatMap(({ from }) => from)
    .filter(({ name }) => name.startsWith("raw_posthog"));
  await warehouse.give(ofEvents);
  await sql`
    insert into raw_posthog_events_current
    select '["' || uuid || '"]', json_object(
        'uuid', uuid, 'event', 'task_begun', 'distinct_id',
        -- Some claim to be whoever is linked, or to be a user of the club.
        case i % 3 when 0 then 'anna' when 1 then '3' else 'stranger-' || i end,
        'timestamp', '2026-09-01T10:00:00.000000Z', 'created_at', '2026-09-01T10:00:00.000000Z',
        'properties', json_object('section', 'systems-1', 'task', 'm/1')
      )::VARCHAR, 'h', timestamptz '2026-10-01', 'f', 1, false, null
    from (select i, format('0190aaaa-0000-7000-8000-{:012d}', i) as uuid from range(${forgedCount}) t(i))
  `.execute(warehouse.db);
  await buildThrough(warehouse, deaneryMembers);
  await buildThrough(warehouse, memberDomainPoints);
  await buildThrough(warehouse, gatewayPrincipals);
  const watched = [...scores, contributions, members, deaneryMembers, gatewayPrincipals];
  const digests: Record<string, unknown> = {};
  for (const { name } of watched) {
    const { rows } = await sql`select * from ${sql.table(name)} order by all`.execute(warehouse.db);
    digests[name] = rows;
  }
  const [known] = (
    await sql<{ count: bigint }>`select count(*) as count from stg_posthog_events`.execute(
      warehouse.db,
    )
  ).rows;
  return { digests, known: known?.count };
}

test("forged events, however many, change no score, no contribution, no member and no door", async () => {
  const without = await builtWith(0);
  const withThem = await builtWith(5_000);

  expect([without.known, withThem.known]).toEqual([0n, 5_000n]);
  expect(withThem.digests).toEqual(without.digests);
  expect((withThem.digests["member_totals"] as unknown[]).length).toBe(1);
});

test("an id that nobody has proven is no account, and a proven one opens no door", async () => {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_posthog_events_current: [event(1, "anna"), event(2, "stranger")],
    raw_ledger_events_current: [LINK],
  });

  const rows = await buildThrough(warehouse, accounts);

  const unknown = { name: null, handle: null, actor: null, standing: null };
  expect(rows).toEqual([
    { account_key: "a_discourse_3", source: null, ...unknown },
    { account_key: "a_posthog_anna", source: "posthog", ...unknown },
  ]);
});

test("no model of contributions, scores or distributions reads events, but for whose an id is", () => {
  const byName = new Map(models.map((model) => [model.name, model]));
  const readBy = (model: Relation, seen = new Set<string>()): Set<string> => {
    for (const input of byName.get(model.name)?.from ?? []) {
      if (seen.has(input.name)) continue;
      seen.add(input.name);
      readBy(input, seen);
    }
    return seen;
  };
  const paid = models.filter(
    ({ name }) =>
      scores.some((model) => model.name === name) ||
      /^(contributions|plan_|member_wallets|withheld_lines|committee_|my_points|my_receipt)/.test(
        name,
      ),
  );

  const found = paid.filter((model) => {
    const names = readBy(model);
    return names.has(toldEvents.name) || names.has("posthog_members");
  });

  expect(paid.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});
