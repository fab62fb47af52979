import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { answers } from "./answers.ts";

test("section and complexity are the catalogue's; a task it does not know is worth one", async () => {
  await using warehouse = await givenWarehouse({
    stg_nocodb_answers: [
      { answer_id: "r_1", row_id: "ma/1", user_id: "usada", task: "mt/1", cohort_id: "1" },
      { answer_id: "r_2", row_id: "ma/2", user_id: "usada", task: "mt/2", cohort_id: "1" },
    ],
    nocodb_members: [{ user_id: "usada", account_key: "a_1", member_id: "ada" }],
    stg_nocodb_tasks: [
      { task_id: "r_t1", row: "mt/1", row_id: "mt/1", title: "Граница" },
      { task_id: "r_t2", row: "mt/2", row_id: "mt/2", title: "Роль" },
    ],
    task_catalogue: [{ task: "mt/1", section_id: "a", complexity: 1_500_000n }],
    stg_guides_sections: [{ section_id: "a", section_title: "Граница системы" }],
  });

  const rows = await warehouse.build(answers);

  expect(
    rows.map((row) => [row.task_id, row.section_id, row.section_title, row.complexity]),
  ).toEqual([
    ["r_t1", "a", "Граница системы", 1_500_000n],
    ["r_t2", null, "Роль", 1_000_000n],
  ]);
});
