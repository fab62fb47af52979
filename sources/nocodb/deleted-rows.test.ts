import { expect, onTestFinished, test } from "vitest";

import type { KeptContents } from "../hook.ts";
import type { Json } from "../source.ts";
import { baseServer, type Row, table } from "../testing/base.ts";
import { nocodbDeletedRows } from "./deleted-rows.ts";
import { nocodbRecords } from "./records.ts";
import { walk } from "../testing/walk.ts";

const ROW: Row = {
  ...{ Id: 1, CreatedAt: "2026-10-01 08:00:00+00:00", UpdatedAt: "2026-10-02 08:00:00+00:00" },
  ...{ Title: "last", Mail: "anna@example.org" },
};
const UNTIL = "2026-10-05T09:00:00Z";

async function givenBase() {
  const given = await baseServer([
    table("ma", "Answers", [ROW], [{ title: "Mail", uidt: "Email", pk: 0 }]),
  ]);
  onTestFinished(() => given[Symbol.asyncDispose]());
  const landed = async (...contents: Json[]) => {
    const kept: KeptContents = {
      after: () => ({ contents, unreadable: [], place: { inbox: "i", seq: 1 }, done: true }),
    };
    const signal = AbortSignal.timeout(10_000);
    return nocodbDeletedRows(given, kept).fetchPage({ cursor: null, until: UNTIL, signal });
  };
  return { given, landed };
}

test("a deleted row lands as a reading of it would have, without its address", async () => {
  const { given, landed } = await givenBase();
  const { records: read } = await walk(nocodbRecords(given));

  const { records } = await landed({ table_id: "ma", row: ROW });

  expect(records).toEqual(read);
  expect(JSON.stringify(records)).not.toContain("anna@example.org");
});

test("a row without a column that the mapping reads does not hide what was read whole", async () => {
  const { landed } = await givenBase();
  const { UpdatedAt: _stamp, ...partial } = ROW;
  const { Id: _id, ...keyless } = ROW;

  expect((await landed({ table_id: "ma", row: partial })).records).toEqual([]);
  expect((await landed({ table_id: "ma", row: keyless })).records).toEqual([]);
});

test("nothing lands of a table that nobody mapped, nor of what is no row", async () => {
  const { landed } = await givenBase();

  expect(await landed({ table_id: "mz", row: ROW }, { table_id: "ma", row: "text" })).toEqual({
    ...{ records: [], quarantined: [], done: true },
    cursor: { inbox: "i", seq: 1 },
  });
});
