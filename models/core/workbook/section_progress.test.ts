import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo } from "../../given.ts";
import { sectionProgress } from "./section_progress.ts";

function section(section_id: string, order: bigint) {
  return {
    section_id,
    guide_id: "g",
    guide_title: "Система",
    section_title: section_id,
    section_order: order,
  };
}

test("a section is accepted when each of its tasks is, and returned when any is", async () => {
  const answer = (task_id: string, state: string, is_accepted = state === "accepted") => ({
    ...{ answer_id: task_id, member_id: "ada", cohort_id: "s1", task_id, state, is_accepted },
    updated_at: daysAgo(1),
  });
  await using warehouse = await givenWarehouse({
    enrolments: [{ member_id: "ada", cohort_id: "s1", cohort_title: "Весна", guide_id: "g" }],
    stg_guides_sections: ["a", "b", "c", "d", "e", "read"].map((id, index) =>
      section(id, BigInt(index)),
    ),
    stg_nocodb_tasks: [
      { task_id: "a1", section_id: "a" },
      { task_id: "a2", section_id: "a" },
      { task_id: "b1", section_id: "b" },
      { task_id: "b2", section_id: "b" },
      { task_id: "c1", section_id: "c" },
      { task_id: "c2", section_id: "c" },
      { task_id: "d1", section_id: "d" },
      { task_id: "e1", section_id: "e", cohort_id: "s1" },
      { task_id: "e2", section_id: "e", cohort_id: "s2" },
    ],
    answer_states: [
      answer("a1", "accepted"),
      answer("a2", "waiting", true),
      answer("b1", "accepted"),
      answer("b2", "returned"),
      answer("c1", "accepted"),
      answer("e1", "accepted"),
    ],
  });

  const rows = await warehouse.build(sectionProgress);

  expect(rows.map(({ section_id, status }) => `${section_id} ${status}`)).toEqual([
    "a accepted",
    "b returned",
    "c submitted",
    "d not_started",
    "e accepted",
  ]);
});
