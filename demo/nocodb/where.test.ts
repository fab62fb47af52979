import { expect, test } from "vitest";

import { parseWhere, WhereError } from "./where.ts";

const COLUMNS = [
  { title: "Id", uidt: "ID", isSystem: false },
  { title: "CreatedAt", uidt: "CreatedTime", isSystem: true },
  { title: "UpdatedAt", uidt: "LastModifiedTime", isSystem: true },
  { title: "Verdict", uidt: "SingleSelect", isSystem: false },
];
const ROWS = [
  { Id: 1, CreatedAt: "2026-05-01 10:00:00+00:00", UpdatedAt: null, Verdict: null },
  {
    Id: 2,
    CreatedAt: "2026-05-01 10:00:01+00:00",
    UpdatedAt: "2026-06-01 00:00:00+00:00",
    Verdict: "accepted",
  },
  { Id: 3, CreatedAt: "2026-05-02 00:00:00+00:00", UpdatedAt: null, Verdict: "returned" },
];

function idsWhere(text: string): number[] {
  return ROWS.filter(parseWhere(text, COLUMNS)).map(({ Id }) => Id);
}

test("numbers compare strictly or not, as the operator says", () => {
  expect(idsWhere("(Id,gt,1)")).toEqual([2, 3]);
  expect(idsWhere("(Id,gte,2)~and(Id,lt,3)")).toEqual([2]);
});

test("with exactDate `gt` is as inclusive as `gte`, and both are exact to the second", () => {
  const bound = "exactDate,2026-05-01T10:00:01Z";

  expect(idsWhere(`(CreatedAt,gt,${bound})`)).toEqual([2, 3]);
  expect(idsWhere(`(CreatedAt,gte,${bound})`)).toEqual([2, 3]);
});

test("with exactDate `eq` compares the day", () => {
  expect(idsWhere("(CreatedAt,eq,exactDate,2026-05-01)")).toEqual([1, 2]);
});

test("a row that was never changed is found by its creation only", () => {
  const since = "exactDate,2026-05-02";

  expect(idsWhere(`(UpdatedAt,gte,${since})`)).toEqual([2]);
  expect(idsWhere(`(CreatedAt,gte,${since})~or(UpdatedAt,gte,${since})`)).toEqual([2, 3]);
});

test("groups bind before their neighbours", () => {
  expect(idsWhere("((Id,eq,1)~or(Id,eq,3))~and(Verdict,notnull)")).toEqual([3]);
  expect(idsWhere("~not(Verdict,eq,accepted)")).toEqual([1, 3]);
});

test("a bare timestamp, an unknown field and a broken expression are refused by name", () => {
  const refused = (text: string) => {
    try {
      parseWhere(text, COLUMNS);
    } catch (error) {
      if (error instanceof WhereError) return [error.status, error.code];
      throw error;
    }
    return null;
  };

  expect(refused("(UpdatedAt,gte,2026-05-01 10:00:00)")).toEqual([422, "ERR_INVALID_FILTER"]);
  expect(refused("(Nope,eq,1)")).toEqual([404, "ERR_FIELD_NOT_FOUND"]);
  expect(refused("(Id,gt,1")).toEqual([422, "ERR_INVALID_FILTER"]);
});
