import { expect, test } from "vitest";

import { defineComputed, defineModel } from "../../models/model.ts";
import { givenWarehouse } from "../../test/warehouse.ts";

const posts = {
  name: "posts",
  columns: {
    post_id: "VARCHAR",
    member_id: "VARCHAR?",
    is_long: "BOOLEAN",
    position: "INTEGER",
    points: "BIGINT",
    amount: "DECIMAL(38,0)",
    day: "DATE",
    at: "TIMESTAMPTZ?",
  },
} as const;

const A_POST = {
  post_id: "p1",
  member_id: null,
  is_long: true,
  position: 7,
  points: -9_007_199_254_740_993n,
  amount: "12345678901234567890123456789012345678",
  day: "2026-03-02",
  at: new Date("2026-03-02T00:00:00Z"),
};

const OTHER_POST = {
  ...A_POST,
  post_id: "p2",
  member_id: "ада",
  is_long: false,
  amount: "-1",
  at: null,
};

test("a table model keeps every declared type as it was given", async () => {
  await using warehouse = await givenWarehouse({ posts: [OTHER_POST, A_POST] });
  const copies = defineModel({
    name: "copies",
    description: "",
    from: [posts],
    grain: ["post_id"],
    columns: posts.columns,
    query: (db) => db.selectFrom("posts").selectAll(),
  });

  expect(await warehouse.build(copies)).toEqual([A_POST, OTHER_POST]);
});

test("a computed model reads ordered Arrow columns and writes what it returns", async () => {
  await using warehouse = await givenWarehouse({ posts: [OTHER_POST, A_POST] });
  const echoes = defineComputed({
    name: "echoes",
    description: "",
    from: [posts],
    grain: ["post_id"],
    columns: posts.columns,
    compute: ({ posts: table }) => ({
      post_id: [...table!.getChild("post_id")!],
      member_id: [...table!.getChild("member_id")!],
      is_long: [...table!.getChild("is_long")!],
      position: [...table!.getChild("position")!],
      points: [...table!.getChild("points")!],
      amount: ["12345678901234567890123456789012345678", "-1"],
      day: ["2026-03-02", "2026-03-02"],
      at: [...table!.getChild("at")!].map((ms) => (ms === null ? null : new Date(ms))),
    }),
  });

  expect(await warehouse.build(echoes)).toEqual([A_POST, OTHER_POST]);
});

test("a model of more rows than a chunk and a batch hold loses none", async () => {
  await using warehouse = await givenWarehouse();
  const count = 70_001;
  const numbers = defineComputed({
    name: "numbers",
    description: "",
    from: [],
    grain: ["n"],
    columns: { n: "BIGINT" },
    compute: () => ({ n: Array.from({ length: count }, (_, index) => BigInt(index)) }),
  });
  const doubled = defineComputed({
    name: "doubled",
    description: "",
    from: [numbers],
    grain: ["n"],
    columns: { n: "BIGINT" },
    compute: (inputs) => ({
      n: [...inputs["numbers"]!.getChild("n")!].map((n: bigint) => 2n * n),
    }),
  });

  await warehouse.build(numbers);
  const rows = await warehouse.build(doubled);

  expect(rows.length).toBe(count);
  expect(rows.at(-1)).toEqual({ n: 2n * BigInt(count - 1) });
});

test("a query whose sum is HUGEINT is refused where BIGINT is declared", async () => {
  await using warehouse = await givenWarehouse({ posts: [A_POST] });
  const totals = defineModel({
    name: "totals",
    description: "",
    from: [posts],
    grain: [],
    columns: { points: "BIGINT" },
    query: (db) => db.selectFrom("posts").select((eb) => eb.fn.sum<bigint>("points").as("points")),
  });

  await expect(warehouse.build(totals)).rejects.toThrow(
    "totals: points is HUGEINT, declared BIGINT.",
  );
});

test("a query that selects two columns of one name is refused", async () => {
  await using warehouse = await givenWarehouse({ posts: [A_POST] });
  const places = defineModel({
    name: "places",
    description: "",
    from: [posts],
    grain: [],
    columns: { position: "INTEGER" },
    query: (db) => db.selectFrom("posts").select(["position", (eb) => eb.lit(1).as("position")]),
  });

  await expect(warehouse.build(places)).rejects.toThrow("places: position is selected 2 times.");
});

test("rows that share a grain are refused", async () => {
  await using warehouse = await givenWarehouse({ posts: [A_POST, OTHER_POST] });
  const days = defineModel({
    name: "days",
    description: "",
    from: [posts],
    grain: ["day"],
    columns: { day: "DATE" },
    query: (db) => db.selectFrom("posts").select("day"),
  });

  await expect(warehouse.build(days)).rejects.toMatchObject({ name: "CheckFailedError" });
});

test("a computed value outside its declared type is named, not coerced", async () => {
  await using warehouse = await givenWarehouse();
  const broken = defineComputed({
    name: "broken",
    description: "",
    from: [],
    grain: ["n"],
    columns: { n: "INTEGER" },
    compute: () => ({ n: [2 ** 31] }),
  });

  await expect(warehouse.build(broken)).rejects.toThrow(
    "broken.n was given 2147483648, expected INTEGER.",
  );
});

test("a model that was a table may become a view", async () => {
  await using warehouse = await givenWarehouse({ posts: [A_POST] });
  const shape = {
    name: "shape",
    description: "",
    from: [posts],
    grain: ["post_id"],
    columns: { post_id: "VARCHAR" },
  } as const;
  const table = defineModel({ ...shape, query: (db) => db.selectFrom("posts").select("post_id") });
  const view = defineModel({
    ...shape,
    kind: "view",
    query: (db) => db.selectFrom("posts").select("post_id").where("post_id", "=", "p'1"),
  });

  await warehouse.build(table);

  expect(await warehouse.build(view)).toEqual([]);
});
