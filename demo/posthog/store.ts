/** A project's data in a real DuckDB: every version of it, and what of it shows at the demo's time. */
import { createHash } from "node:crypto";

import { DuckDBInstance, DuckDBTimestampTZValue, type DuckDBConnection } from "@duckdb/node-api";

import type { Json } from "../../sources/source.ts";
import type { Clock } from "../clock.ts";

/** ISO 8601 with microseconds where it matters: `2026-10-05T09:00:00.123456Z`. */
type Instant = string;

export interface CapturedEvent {
  readonly event: string;
  readonly distinctId: string;
  readonly properties?: { readonly [name: string]: Json };
  /** The client's clock; now, unless it is given. */
  readonly timestamp?: Instant;
  /** When the server took it in; now, unless it is given. Several events may share one. */
  readonly createdAt?: Instant;
  /** ClickHouse may show a row later than its `created_at` says. */
  readonly visibleAt?: Instant;
  readonly uuid?: string;
  /** Rows with one uuid: removing duplicates is eventual. `settle` does it. */
  readonly copies?: number;
}

export interface Fill {
  readonly count: number;
  readonly from: Instant;
  readonly to: Instant;
  /** Distinct ids among which the events are spread. */
  readonly people: number;
  readonly seed: number;
}

const SCHEMA = `
  set global timezone = 'UTC';
  create table events (
    uuid VARCHAR, event VARCHAR, distinct_id VARCHAR, properties VARCHAR, timestamp TIMESTAMPTZ,
    created_at TIMESTAMPTZ, visible_at TIMESTAMPTZ, person_id VARCHAR
  );
  create table persons (
    id VARCHAR, created_at TIMESTAMPTZ, properties VARCHAR, is_identified BOOLEAN,
    is_deleted BOOLEAN, version BIGINT, changed_at TIMESTAMPTZ
  );
  create table distinct_ids (
    distinct_id VARCHAR, person_id VARCHAR, is_deleted BOOLEAN, version BIGINT,
    changed_at TIMESTAMPTZ
  );
  -- Two halves, the second one first: https://clickhouse.com/docs/sql-reference/data-types/uuid
  create macro clickhouse_uuid_order(u) as substr(u, 20) || substr(u, 1, 18);
  create macro demo_now() as make_timestamptz(cast(getvariable('now_ms') * 1000 as BIGINT));
  create macro demo_uuid(hex, ms) as
    substr(lpad(format('{:x}', cast(ms as BIGINT)), 12, '0'), 1, 8) || '-' ||
    substr(lpad(format('{:x}', cast(ms as BIGINT)), 12, '0'), 9, 4) || '-7' ||
    substr(hex, 1, 3) || '-8' || substr(hex, 4, 3) || '-' || substr(hex, 7, 12);
  create view current_distinct_ids as
    select * from distinct_ids where changed_at <= demo_now()
    qualify row_number() over (partition by distinct_id order by version desc) = 1;
  create view current_persons as
    select * from persons where changed_at <= demo_now()
    qualify row_number() over (partition by id order by version desc) = 1;
  create view hogql_raw_persons as
    select id, created_at, properties, is_identified, is_deleted, version from persons
    where changed_at <= demo_now();
  create view hogql_persons as
    select id, created_at, properties, is_identified from current_persons where not is_deleted;
  create view hogql_raw_person_distinct_ids as
    select distinct_id, person_id, is_deleted, version from distinct_ids
    where changed_at <= demo_now();
  create view hogql_person_distinct_ids as
    select distinct_id, person_id from current_distinct_ids where not is_deleted;
  create view hogql_events as
    select e.uuid, e.event, e.properties, e.timestamp, e.distinct_id, e.created_at,
      coalesce(d.person_id, e.person_id) as person_id
    from events as e left join current_distinct_ids as d on d.distinct_id = e.distinct_id
    where e.visible_at <= demo_now();
`;

export interface Store extends AsyncDisposable {
  /** Rows of a query, as of the demo's time. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  run(sql: string): Promise<void>;
  capture(events: readonly CapturedEvent[]): Promise<string[]>;
  fill(fill: Fill): Promise<void>;
  settle(): Promise<void>;
  identify(distinctId: string, properties: { readonly [name: string]: Json }): Promise<string>;
  merge(into: string, from: string): Promise<void>;
  deletePerson(distinctId: string): Promise<void>;
}

export async function openStore(clock: Clock): Promise<Store> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(SCHEMA);
  let uuidCount = 0;

  const now = () => new Date(clock.now()).toISOString();
  const newUuid = (at: string) => uuidOf(`event ${(uuidCount += 1)}`, Date.parse(at));

  async function atDemoTime<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    await connection.run(`set variable now_ms = ${clock.now()}`);
    return work(connection);
  }

  async function rows(sql: string): Promise<Record<string, unknown>[]> {
    const reader = await atDemoTime((open) => open.runAndReadAll(sql));
    return reader.getRowObjectsJson() as Record<string, unknown>[];
  }

  const run = async (sql: string) => {
    await atDemoTime((open) => open.run(sql));
  };

  async function insert(table: string, columns: string, given: readonly object[]): Promise<void> {
    if (given.length === 0) return;
    const statement = `insert into ${table} by name
      select unnest(from_json($1::JSON, ${text(`[${columns}]`)}), recursive := true)`;
    await connection.run(statement, [JSON.stringify(given)]);
  }

  const putPersons = (given: readonly object[]) =>
    insert(
      "persons",
      `{"id":"VARCHAR","created_at":"TIMESTAMPTZ","properties":"VARCHAR","is_identified":"BOOLEAN","is_deleted":"BOOLEAN","version":"BIGINT","changed_at":"TIMESTAMPTZ"}`,
      given,
    );
  const putDistinctIds = (given: readonly object[]) =>
    insert(
      "distinct_ids",
      `{"distinct_id":"VARCHAR","person_id":"VARCHAR","is_deleted":"BOOLEAN","version":"BIGINT","changed_at":"TIMESTAMPTZ"}`,
      given,
    );

  async function personIdOf(distinctId: string): Promise<string | null> {
    const [found] = await rows(
      `select person_id from current_distinct_ids where not is_deleted and distinct_id = ${text(distinctId)}`,
    );
    return found === undefined ? null : String(found["person_id"]);
  }

  /** The persons of these distinct ids; whoever has none is made, as ingestion does. */
  async function personsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const list = [...new Set(ids)];
    const known = await rows(
      `select distinct_id, person_id from current_distinct_ids where not is_deleted
       and distinct_id in (${["null", ...list.map(text)].join(", ")})`,
    );
    const persons = new Map(
      known.map((row) => [String(row["distinct_id"]), String(row["person_id"])]),
    );
    const made = list
      .filter((id) => !persons.has(id))
      .map((id) => [id, uuidOf(`person ${id}`, clock.now())] as const);
    for (const [id, person] of made) persons.set(id, person);
    const stamp = { is_deleted: false, version: 0, changed_at: now() };
    await putPersons(
      made.map(([, id]) => ({
        id,
        created_at: now(),
        properties: "{}",
        is_identified: false,
        ...stamp,
      })),
    );
    await putDistinctIds(
      made.map(([distinct_id, person_id]) => ({ distinct_id, person_id, ...stamp })),
    );
    return persons;
  }

  async function capture(events: readonly CapturedEvent[]): Promise<string[]> {
    const persons = await personsOf(events.map(({ distinctId }) => distinctId));
    const given = events.map((event) => {
      const created_at = event.createdAt ?? now();
      return {
        uuid: event.uuid ?? newUuid(created_at),
        event: event.event,
        distinct_id: event.distinctId,
        properties: JSON.stringify(event.properties ?? {}),
        timestamp: event.timestamp ?? created_at,
        created_at,
        visible_at: event.visibleAt ?? created_at,
        person_id: persons.get(event.distinctId) ?? null,
        copies: event.copies ?? 1,
      };
    });
    const delivered = given.flatMap(({ copies, ...row }) =>
      Array.from({ length: copies }, () => row),
    );
    await append(connection, delivered);
    return given.map(({ uuid }) => uuid);
  }

  /** The newest version of a person, changed now. */
  async function changePerson(
    id: string,
    change: (row: Record<string, unknown>) => object,
    steps = 1,
  ) {
    const [row] = await rows(`select * from current_persons where id = ${text(id)}`);
    if (row === undefined) throw new Error(`There is no person ${id}.`);
    const version = Number(row["version"]) + steps;
    await putPersons([{ ...row, ...change(row), version, changed_at: now() }]);
  }

  async function moveDistinctIds(from: string, change: object, steps = 1): Promise<void> {
    const moved = await rows(
      `select * from current_distinct_ids where not is_deleted and person_id = ${text(from)}`,
    );
    await putDistinctIds(
      moved.map((row) => ({
        ...row,
        ...change,
        version: Number(row["version"]) + steps,
        changed_at: now(),
      })),
    );
  }

  return {
    rows,
    run,
    capture,

    async fill({ count, from, to, people, seed }) {
      const micros = `epoch_us(cast(${text(from)} as TIMESTAMPTZ))`;
      const span = `(epoch_us(cast(${text(to)} as TIMESTAMPTZ)) - ${micros})`;
      await run(`
        insert into events
        select demo_uuid(hex, epoch_ms(moment)), event, 'user-' || person,
          '{"$current_url":"https://club.example.org/guide?token=' || substr(hex, 1, 6) || '","section":"s' || (nth % 97) || '"}',
          moment, moment, moment, demo_uuid(md5('person' || person), ${Date.parse(from)})
        from (
          select nth, md5(${seed} || '/' || nth) as hex,
            (hash(nth, ${seed}) % ${people}) as person,
            ['section_opened', 'task_begun', 'guide_completed', '$pageview'][1 + nth % 4] as event,
            make_timestamptz(cast(${micros} + (${span} // ${count}) * nth as BIGINT)) as moment
          from range(${count}) as numbered(nth)
        )`);
      await run(`
        insert into persons
        select demo_uuid(md5('person' || nth), ${Date.parse(from)}), cast(${text(from)} as TIMESTAMPTZ), '{}',
          false, false, 0, cast(${text(from)} as TIMESTAMPTZ)
        from range(${people}) as numbered(nth)
        where demo_uuid(md5('person' || nth), ${Date.parse(from)}) not in (select id from persons)`);
      await run(`
        insert into distinct_ids
        select 'user-' || nth, demo_uuid(md5('person' || nth), ${Date.parse(from)}), false, 0,
          cast(${text(from)} as TIMESTAMPTZ)
        from range(${people}) as numbered(nth)
        where 'user-' || nth not in (select distinct_id from distinct_ids)`);
    },

    async settle() {
      await run(`
        delete from events where rowid not in (
          select min(rowid) from events group by uuid, distinct_id, event, cast(timestamp as DATE)
        )`);
    },

    async identify(distinctId, properties) {
      const id = (await personsOf([distinctId])).get(distinctId)!;
      await changePerson(id, (row) => ({
        properties: JSON.stringify({
          ...(JSON.parse(String(row["properties"])) as object),
          ...properties,
        }),
        is_identified: true,
      }));
      return id;
    },

    async merge(into, from) {
      const persons = await personsOf([into, from]);
      const [target, source] = [persons.get(into)!, persons.get(from)!];
      if (target === source) return;
      await moveDistinctIds(source, { person_id: target });
      // PostHog adds a hundred, so that nothing that is under way comes after a deletion.
      await changePerson(source, () => ({ is_deleted: true, properties: "{}" }), 100);
    },

    async deletePerson(distinctId) {
      const id = await personIdOf(distinctId);
      if (id === null) throw new Error(`Nobody has the distinct id ${distinctId}.`);
      await moveDistinctIds(id, { is_deleted: true }, 100);
      await changePerson(id, () => ({ is_deleted: true, properties: "{}" }), 100);
    },

    async [Symbol.asyncDispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Row by row, without JSON: half a year of events are there in a moment. */
async function append(
  connection: DuckDBConnection,
  rows: readonly {
    readonly uuid: string;
    readonly event: string;
    readonly distinct_id: string;
    readonly properties: string;
    readonly timestamp: Instant;
    readonly created_at: Instant;
    readonly visible_at: Instant;
    readonly person_id: string | null;
  }[],
): Promise<void> {
  const appender = await connection.createAppender("events");
  for (const row of rows) {
    appender.appendVarchar(row.uuid);
    appender.appendVarchar(row.event);
    appender.appendVarchar(row.distinct_id);
    appender.appendVarchar(row.properties);
    for (const at of [row.timestamp, row.created_at, row.visible_at])
      appender.appendTimestampTZ(new DuckDBTimestampTZValue(microsOf(at)));
    if (row.person_id === null) appender.appendNull();
    else appender.appendVarchar(row.person_id);
    appender.endRow();
  }
  appender.closeSync();
}

/** `Date` keeps milliseconds: the digits behind them are read from the text. */
function microsOf(at: Instant): bigint {
  const digits = /\.\d{3}(\d{1,3})/.exec(at)?.[1] ?? "";
  return BigInt(Date.parse(at)) * 1_000n + BigInt(digits.padEnd(3, "0"));
}

/** As UUIDv7: time first, so that ClickHouse's order of raw uuids is nobody's. */
function uuidOf(of: string, ms: number): string {
  const hex = createHash("md5").update(of).digest("hex");
  const time = ms.toString(16).padStart(12, "0").slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
