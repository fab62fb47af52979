import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { deaneryWorkbookGaps } from "./deanery_workbook_gaps.ts";

test("each gap is a row, roles without a table before what a table lacks", async () => {
  const gap = { role: "attempts", table: null, field: null, named: null };
  const column = { ...gap, table: "Попытки", field: "text", named: "Текст" };
  await using warehouse = await givenWarehouse({
    stg_nocodb_tables: [
      { table_id: "ma", title: "Ответы", gaps: null },
      {
        ...{ table_id: "mb", title: "Попытки" },
        gaps: JSON.stringify([
          { ...column, code: "column_missing" },
          { ...gap, table: "Попытки", code: "no_creator" },
        ]),
      },
      { table_id: "zz", title: "mapping", gaps: JSON.stringify([{ ...gap, code: "no_table" }]) },
    ],
  });

  const rows = await warehouse.build(deaneryWorkbookGaps);

  expect(
    rows.map(({ ordinal, code, table_title, named }) => [ordinal, code, table_title, named]),
  ).toEqual([
    [1n, "no_table", null, null],
    [2n, "column_missing", "Попытки", "Текст"],
    [3n, "no_creator", "Попытки", null],
  ]);
});
