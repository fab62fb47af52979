import { standingClock } from "../../../demo/clock.ts";
import { SMALL } from "../../../demo/given-demo.ts";
import type { RowJson } from "../../../demo/nocodb/base.ts";
import { DEMO_TABLES } from "../../../demo/nocodb/mapping.ts";
import { nocodbTwin, type NocodbTwin } from "../../../demo/nocodb/twin.ts";
import type { Random } from "../../../demo/random.ts";
import { nocodbTime } from "../../../demo/nocodb/base.ts";
import { ANY_HTTP, type Source, type World } from "../world.ts";
import { currentRows, line, type Row } from "./rows.ts";

const AS_OF = Date.parse("2026-10-05T09:00:00Z");
const TABLE = "Attempts";

/** Without the rows that nobody can place: a row in quarantine is in no table. */
const base = {
  ...SMALL.base,
  tables: SMALL.base.tables.map((table) => ({
    ...table,
    rows: table.rows.filter(({ versions }) =>
      versions.every(({ value }) => value === null || isReadable(value)),
    ),
  })),
};

function isReadable({ CreatedAt, Id }: RowJson): boolean {
  return Number.isSafeInteger(Id) && !Number.isNaN(Date.parse(String(CreatedAt)));
}

interface BaseWorld extends World {
  readonly twin: NocodbTwin;
}

const ids = (title: string) =>
  base.tables.find((table) => table.title === title)?.rows.map(({ place }) => place) ?? [];

function rewrite({ twin }: BaseWorld, random: Random, change: (row: RowJson) => RowJson | null) {
  for (let count = 0; count < 5; count += 1) twin.rewrite(TABLE, random.pick(ids(TABLE)), change);
}

/** Columns of people are of no concern here: how they land depends on a key. */
const textOf = (row: Row) =>
  line(row["Id"], row["Text"], row["Title"], row["Verdict"], row["Task"]);

export const nocodb: Source = {
  name: "nocodb",
  faults: [...ANY_HTTP, "empty_page", "truncated"],
  happenings: {
    "ties on the cursor": (world: BaseWorld, random: Random) => {
      const stamp = nocodbTime(world.now());
      for (let count = 0; count < 40; count += 1)
        world.twin.insert(TABLE, copyOf(world, random, { CreatedAt: stamp, Text: `n${count}` }));
    },
    "late arrivals": (world: BaseWorld, random: Random) => {
      const stamp = nocodbTime(world.now() - 30 * 60_000);
      world.twin.insert(TABLE, copyOf(world, random, { CreatedAt: stamp, Text: "late" }));
    },
    "changed without their cursor": (world: BaseWorld, random: Random) =>
      rewrite(world, random, (row) => ({ ...row, UpdatedAt: nocodbTime(world.now()), Text: "b" })),
    deletions: (world: BaseWorld, random: Random) => rewrite(world, random, () => null),
  },

  async open(): Promise<BaseWorld> {
    const clock = standingClock(AS_OF);
    const twin = await nocodbTwin({ base, clock, token: "token" });
    const mapped = Object.values(DEMO_TABLES).map(({ table }) => table) as string[];
    const tables = base.tables.filter(({ title }) => mapped.includes(title));
    return {
      twin,
      reading: {
        system: "nocodb",
        settings: { url: twin.url, token: "token", baseId: base.id, tables: DEMO_TABLES },
      },
      faults: twin.faults,
      paths: ["/", "/api/v2/meta", "/api/v2/tables"],
      requests: 10,
      now: () => clock.now(),
      pass: (ms) => clock.set(clock.now() + ms),
      truth: () => ({
        nocodb_records: tables.flatMap(({ id, title, rows }) => {
          const places = new Set([...rows.map(({ place }) => place), ...Array(3_000).keys()]);
          return [...places].flatMap((place) => {
            const row = twin.row(title, place);
            return row === null ? [] : [`${id} ${textOf(row)}`];
          });
        }),
      }),
      held: async (warehouse) => ({
        nocodb_records: (await currentRows(warehouse, "nocodb_records")).map(
          (row) => `${row["table_id"]} ${textOf(row["fields"])}`,
        ),
      }),
      [Symbol.asyncDispose]: () => twin.close(),
    };
  },
};

function copyOf({ twin }: BaseWorld, random: Random, change: RowJson): RowJson {
  const { Id: _id, ...row } = twin.row(TABLE, random.pick(ids(TABLE))) ?? {};
  return { ...row, UpdatedAt: null, ...change };
}
