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

const task = (task_id: string) => ({ task_id, row: `m/${task_id}` });

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
      ...["a1", "a2", "b1", "b2", "c1", "c2", "d1", "gone"].map((id) => task(id)),
      { ...task("e1"), cohort_id: "s1" },
      { ...task("e2"), cohort_id: "s2" },
    ],
    task_catalogue: ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "e1", "e2"].map((id) => ({
      ...{ task: `m/${id}`, section_id: id.slice(0, 1) },
    })),
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

test("what was accepted stays so though its answer is gone", async () => {
  const accepted = { member_id: "ada", cohort_id: "s1", status: "accepted", attempt_id: "t1" };
  await using warehouse = await givenWarehouse({
    enrolments: [{ member_id: "ada", cohort_id: "s1", cohort_title: "Весна", guide_id: "g" }],
    stg_guides_sections: [section("a", 1n)],
    stg_nocodb_tasks: [task("a1")],
    task_catalogue: [{ task: "m/a1", section_id: "a" }],
    attempts: [{ ...accepted, task_id: "a1", accepted_at: daysAgo(3) }],
  });

  const rows = await warehouse.build(sectionProgress);

  expect(rows.map(({ status, updated_at }) => [status, updated_at])).toEqual([
    ["accepted", daysAgo(3)],
  ]);
});
