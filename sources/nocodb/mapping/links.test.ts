import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import type { Json } from "../../source.ts";
import type { Bound } from "./binding.ts";
import { linkIn } from "./links.ts";

const PLAIN: Exclude<Bound, { is: unknown }> = {
  title: "Задание",
  isCount: false,
  key: null,
  junction: null,
  isAddress: false,
};

function linked(cell: Json, bound: Partial<typeof PLAIN> = {}, rest: Record<string, Json> = {}) {
  const at = { ...PLAIN, ...bound };
  return linkIn({ Задание: cell, ...rest }, at, { target: "mt", id: 5 });
}

test("a plain value, a linked row and a lookup of either name the same row", () => {
  const cells: Json[] = [
    ...[3, "3", " 3 ", "3.00", { Id: 3, Название: "Граница" }, [3], ["3"]],
    ...[[{ Id: 3, Название: "Граница" }], [[3]], { id: "3" }, { nc_id: 3 }],
  ];

  expect(new Set(cells.map((cell) => linked(cell)))).toEqual(new Set(["mt/3"]));
});

test("where nothing is linked there is no reference", () => {
  const cells: Json[] = [null, "", " ", [], [null], {}, true];

  expect(new Set(cells.map((cell) => linked(cell)))).toEqual(new Set([null]));
});

test("a row linked to several is no reference to one of them", () => {
  expect(linked([{ Id: 3 }, { Id: 4 }])).toEqual(["mt/3", "mt/4"]);
});

test("the key beside a many-to-one link counts, whatever the linked row shows", () => {
  const bound = { key: "nc_x___Tasks_id" };

  expect(linked({ Название: "7" }, bound, { nc_x___Tasks_id: 3 })).toBe("mt/3");
});

test("of a column that counts its links, the rows in between say which they are", () => {
  const bound = { isCount: true, junction: "_nc_m2m_a_t" };
  const between = [{ Ответы_id: 5, Задания_id: 3, Задания: { Id: 3, Название: "Граница" } }];

  expect(linked(1, bound, { _nc_m2m_a_t: between })).toBe("mt/3");
});

test("a count of links is never taken for the row of that number", () => {
  expect(linked(1, { isCount: true })).toBeNull();
});

test("rows in between name the other end, whichever the numbers of both", () => {
  const key = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(key, key, fc.boolean(), (id, other, isFirst) => {
      const ends = isFirst ? { a_id: id, b_id: other } : { b_id: other, a_id: id };
      const bound = { ...PLAIN, isCount: true, junction: "between" };
      const found = linkIn({ Задание: 1, between: [ends] }, bound, { target: "mt", id });
      expect(found).toBe(`mt/${other}`);
    }),
  );
});
