import { createHash } from "node:crypto";

import { sql, type Expression, type Kysely } from "kysely";
import { expect, test } from "vitest";

import { givenWarehouse } from "../test/warehouse.ts";
import { literalSql } from "../warehouse/duckdb/literal.ts";
import {
  absentOr,
  bigintOf,
  code,
  daysBefore,
  daysBetween,
  decimal,
  derivedId,
  endOfDay,
  none,
  nullable,
  orElse,
  orZero,
  periodOf,
  place,
  sumOf,
  sumWhere,
} from "./expressions.ts";

const things = {
  name: "things",
  columns: {
    id: "VARCHAR",
    kind: "VARCHAR?",
    amount: "BIGINT?",
    is_good: "BOOLEAN?",
    from_at: "TIMESTAMPTZ",
    to_at: "TIMESTAMPTZ?",
  },
} as const;

interface Things {
  things: {
    id: string;
    kind: string | null;
    amount: bigint | null;
    is_good: boolean | null;
    from_at: Date;
    to_at: Date | null;
  };
}

const NOON = new Date("2026-03-02T12:00:00Z");
const column = <T>(name: string): Expression<T> => sql.ref<T>(name);

/** Rows of a query as a model's are made: every value written into its text. */
async function rowsOf(
  rows: readonly object[],
  query: (db: Kysely<Things>) => { toOperationNode(): unknown },
): Promise<unknown[]> {
  const given = rows.map((row, index) => ({ id: `t${index + 1}`, from_at: NOON, ...row }));
  await using warehouse = await givenWarehouse({ things: given });
  await warehouse.build({
    ...{ kind: "view", name: "all_things", description: "", from: [things], grain: ["id"] },
    ...{ columns: things.columns, checks: [], query: (db) => db.selectFrom("things").selectAll() },
  });
  const text = literalSql(query(warehouse.db));
  return (await sql.raw<object>(text).execute(warehouse.db)).rows;
}

/** The one value of an expression over the only row. */
async function valueOf(row: object, expression: Expression<unknown>): Promise<unknown> {
  const [found] = await rowsOf([row], (db) =>
    db.selectFrom("things").select(sql`${expression}`.as("value")),
  );
  return (found as { value: unknown }).value;
}

async function typeOf(expression: Expression<unknown>): Promise<unknown> {
  return valueOf({ kind: "a", amount: 1n }, sql`typeof(${expression})`);
}

test("a sum of integers is BIGINT, and nothing adds up to 0", async () => {
  const amount = column<bigint | null>("amount");
  const total = (rows: readonly object[]) =>
    rowsOf(rows, (db) => db.selectFrom("things").select(sumOf(amount).as("total")));

  expect(await total([{ amount: 9_007_199_254_740_993n }, { amount: 1n }, {}])).toEqual([
    { total: 9_007_199_254_740_994n },
  ]);
  expect(await total([])).toEqual([{ total: 0n }]);
  expect(await typeOf(sumOf(amount))).toBe("BIGINT");
});

test("a sum under a condition leaves the other rows out", async () => {
  const rows = [
    { amount: 2n, kind: "paid" },
    { amount: 3n, kind: "planned" },
    { amount: 5n, kind: null },
  ];

  const paid = await rowsOf(rows, (db) =>
    db
      .selectFrom("things")
      .select((eb) => [
        sumWhere(eb.ref("amount"), eb("kind", "=", "paid")).as("paid"),
        sumWhere(eb.ref("amount"), eb("kind", "=", "voided")).as("voided"),
      ]),
  );

  expect(paid).toEqual([{ paid: 2n, voided: 0n }]);
});

test("a count that a left join did not find is 0, and stays BIGINT", async () => {
  const amount = column<bigint | null>("amount");

  expect(await valueOf({ amount: null }, orZero(amount))).toBe(0n);
  expect(await valueOf({ amount: 7n }, orZero(amount))).toBe(7n);
  expect(await typeOf(orZero(amount))).toBe("BIGINT");
});

test("what is absent means what is said, and what is there stays", async () => {
  const isGood = orElse(column<boolean | null>("is_good"), true);
  const kind = orElse(column<string | null>("kind"), "it's");

  expect(await valueOf({ is_good: null }, isGood)).toBe(true);
  expect(await valueOf({ is_good: false }, isGood)).toBe(false);
  expect(await valueOf({ kind: null }, kind)).toBe("it's");
  expect(await typeOf(kind)).toBe("VARCHAR");
});

test("constants have the types that columns declare", async () => {
  expect(await typeOf(code("paid"))).toBe("VARCHAR");
  expect(await typeOf(bigintOf(1_000_000))).toBe("BIGINT");
  expect(await typeOf(none.text)).toBe("VARCHAR");
  expect(await typeOf(none.integer)).toBe("INTEGER");
  expect(await typeOf(none.instant)).toBe("TIMESTAMP WITH TIME ZONE");
  expect(await valueOf({ kind: "a" }, nullable(column("kind")))).toBe("a");
});

test("an id follows its natural key and nothing else", async () => {
  const id = (...key: string[]) => valueOf({}, derivedId("c_", ...key.map(code)));

  const hash = createHash("sha256").update("post|17").digest("hex");
  expect(await id("post", "17")).toBe(`c_${hash.slice(0, 16)}`);
  expect(await id("post", "18")).not.toBe(await id("post", "17"));
});

test("base units become text digit by digit", async () => {
  const units = decimal(column<bigint>("amount"));

  expect(await valueOf({ amount: 9_007_199_254_740_993n }, units)).toBe("9007199254740993");
});

test("one row a group is first, whatever order the rows came in", async () => {
  const rows = [
    { kind: "a", amount: 1n },
    { kind: "a", amount: 3n },
    { kind: "b", amount: 2n },
  ];
  const newest = (given: readonly object[]) =>
    rowsOf(given, (db) =>
      db
        .with("placed", (qb) =>
          qb
            .selectFrom("things")
            .select(["kind", "amount"])
            .select((eb) =>
              place(eb, (over) => over.partitionBy("kind").orderBy("amount", "desc")).as("place"),
            ),
        )
        .selectFrom("placed")
        .where("place", "=", 1n)
        .orderBy("kind")
        .select(["kind", "amount"]),
    );

  expect(await newest(rows)).toEqual([
    { kind: "a", amount: 3n },
    { kind: "b", amount: 2n },
  ]);
  expect(await newest(rows.toReversed())).toEqual(await newest(rows));
});

test("an end that is not set lies ahead, and one that is set is compared", async () => {
  const standing = await rowsOf(
    [{ to_at: null }, { to_at: new Date("2026-03-03T00:00:00Z") }, { to_at: NOON }],
    (db) =>
      db
        .selectFrom("things")
        .where((eb) => absentOr(eb, "to_at", ">", "from_at"))
        .orderBy("id")
        .select("id"),
  );

  expect(standing).toEqual([{ id: "t1" }, { id: "t2" }]);
});

test("a period is the month where the community lives", async () => {
  const period = (instant: string, zone: string) =>
    valueOf({ from_at: new Date(instant) }, periodOf(column<Date>("from_at"), code(zone)));

  expect(await period("2026-09-30T20:59:59Z", "Europe/Moscow")).toBe("2026-09");
  expect(await period("2026-09-30T21:00:00Z", "Europe/Moscow")).toBe("2026-10");
  // New York is four hours behind in October and five in November.
  expect(await period("2026-11-01T03:59:59Z", "America/New_York")).toBe("2026-10");
  expect(await period("2026-12-01T04:59:59Z", "America/New_York")).toBe("2026-11");
});

test("a day is over at the next midnight where the community lives", async () => {
  const over = (start: string, zone: string) =>
    valueOf({ from_at: new Date(start) }, endOfDay(column<Date>("from_at"), code(zone)));

  expect(await over("2026-10-04T21:00:00Z", "Europe/Moscow")).toEqual(
    new Date("2026-10-05T21:00:00Z"),
  );
  // Clocks are set back on November 1 and forward on March 8.
  expect(await over("2026-11-01T04:00:00Z", "America/New_York")).toEqual(
    new Date("2026-11-02T05:00:00Z"),
  );
  expect(await over("2026-03-08T05:00:00Z", "America/New_York")).toEqual(
    new Date("2026-03-09T04:00:00Z"),
  );
});

test("days are counted from instant to instant", async () => {
  const at = column<Date>("from_at");

  expect(await valueOf({}, daysBefore(at, 14))).toEqual(new Date("2026-02-16T12:00:00Z"));
  expect(await valueOf({}, daysBetween(daysBefore(at, 9), at))).toBe(9n);
});
