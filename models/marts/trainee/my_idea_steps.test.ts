import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { myIdeaSteps } from "./my_idea_steps.ts";

test("whoever took part in an idea sees all its steps, and whose the others are is not told", async () => {
  const step = (number: number, member_id: string, idea_id = "c_1") => ({
    ...{ idea_id, step_id: `${idea_id}-${number}`, step: number, place: "forum", member_id },
    told_at: new Date(`2026-10-0${number}T09:00:00Z`),
  });
  await using warehouse = await givenWarehouse({
    people: [{ member_id: "ada" }, { member_id: "bob" }],
    idea_steps: [step(1, "ada"), step(2, "bob"), step(3, "bot"), step(1, "bob", "c_2")],
  });

  const rows = await warehouse.build(myIdeaSteps);

  expect(rows.map((row) => `${row.member_id} ${row.step_id} ${row.is_own}`)).toEqual([
    "ada c_1-1 true",
    "ada c_1-2 false",
    "ada c_1-3 false",
    "bob c_1-1 false",
    "bob c_1-2 true",
    "bob c_1-3 false",
    "bob c_2-1 true",
  ]);
});
