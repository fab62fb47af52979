import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { guidesSections } from "../../../sources/guides/sections.ts";
import type { Feed, Json } from "../../../sources/source.ts";
import { walk } from "../../../sources/testing/walk.ts";
import { testWithShared } from "../../../test/shared.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { RUN } from "../../given.ts";
import { catalogueGaps } from "./catalogue_gaps.ts";

interface Given {
  readonly tasks?: readonly object[];
  readonly cohorts?: readonly object[];
  readonly sections?: readonly object[];
  readonly named?: readonly object[];
  readonly curated?: readonly object[];
  readonly catalogue?: readonly object[];
}

async function gaps({
  tasks = [],
  cohorts = [],
  sections = [{ section_id: "s1", guide_id: "osnovy" }],
  named = [],
  curated = [],
  catalogue = [],
}: Given) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stg_nocodb_tasks: tasks as never,
    stg_nocodb_cohorts: cohorts as never,
    stg_guides_sections: sections as never,
    guide_tasks: named as never,
    curated_tasks: curated as never,
    task_catalogue: catalogue as never,
  });
  const rows = await warehouse.build(catalogueGaps);
  return rows.map(({ stream, key, reason }) => `${stream} ${key} ${reason}`);
}

const CATALOGUED = [{ task: "m/1", section_id: "s1", complexity: 1n, source: "guide" }];

test("a task nobody catalogued is listed, and one that is catalogued is not", async () => {
  const tasks = [
    { row: "m/1", proposed_section_id: "s1" },
    { row: "m/2" },
    { row: "m/3", proposed_section_id: "" },
  ];

  expect(await gaps({ tasks, catalogue: CATALOGUED })).toEqual([
    'nocodb_records ["tasks","m/2"] task_uncatalogued',
    'nocodb_records ["tasks","m/3"] task_uncatalogued',
  ]);
});

test("a section or guide that is not among the guides is named, whoever catalogued the task", async () => {
  const tasks = [
    { row: "m/1", proposed_section_id: "s1 " },
    { row: "m/2", proposed_section_id: "S1" },
  ];
  const cohorts = [
    { cohort_id: "1", guide_id: "osnovi" },
    { cohort_id: "2", guide_id: "osnovy" },
  ];

  expect(await gaps({ tasks, cohorts, catalogue: CATALOGUED })).toEqual([
    'nocodb_records ["cohorts","1"] unknown cohorts.guide',
    'nocodb_records ["tasks","m/1"] unknown tasks.section',
    'nocodb_records ["tasks","m/2"] unknown tasks.section',
  ]);
});

test("a cohort without a guide and a community without cohorts lack nothing", async () => {
  expect(await gaps({ cohorts: [{ cohort_id: "1" }, { cohort_id: "2", guide_id: "" }] })).toEqual(
    [],
  );
});

test("what guides and curators name that is not there is listed once a section and word", async () => {
  const named = [
    { section_id: "s1", ordinal: 1n, named: "77", refusal: "unknown" },
    { section_id: "s1", ordinal: 2n, named: "78", refusal: "unknown" },
    { section_id: "s2", ordinal: 1n, named: "1", refusal: "ambiguous" },
    { section_id: "s3", ordinal: 1n, named: "1", refusal: null },
  ];
  const said = { task: "m/1", complexity: 1n, counts_from: RUN.as_of_day };
  const curated = [
    { seq: 7n, ...said, is_by_curator: false },
    { seq: 8n, ...said, is_by_curator: true },
  ];
  const catalogue = [{ task: "m/1", section_id: "gone", complexity: 1n, source: "curator" }];

  expect(await gaps({ named, curated, catalogue })).toEqual([
    'guides_sections ["s1"] unknown tasks.task',
    'guides_sections ["s2"] task_ambiguous',
    'ledger_events ["m/1"] catalogued_section_unknown',
    "ledger_events [7] catalogued_by_no_curator",
  ]);
});

testWithShared(
  "an unknown section and an unknown guide are listed",
  "cases/unknown-section",
  async (path) => {
    const { task, stream } = JSON.parse(readFileSync(join(path, "input.json"), "utf8"));

    const listed = await gaps({
      tasks: [{ row: "m/1", proposed_section_id: task.Section }],
      cohorts: [{ cohort_id: "1", guide_id: stream.Guide }],
      catalogue: CATALOGUED,
    });

    expect(listed).toEqual([
      'nocodb_records ["cohorts","1"] unknown cohorts.guide',
      'nocodb_records ["tasks","m/1"] unknown tasks.section',
    ]);
  },
);

testWithShared(
  "a section named in NFD is that of the workbook in NFC, and the other way round",
  "cases/section-id-nfd",
  async (path) => {
    const feed = guidesSections({ dir: join(path, "guides") }) as Feed;
    const { records } = await walk(feed);
    const [section] = records as readonly Readonly<Record<string, Json>>[];
    const id = String(section?.["section_id"]);
    const sections = [{ section_id: id, guide_id: "osnovy" }];

    const listed = await gaps({
      tasks: [
        { row: "m/1", proposed_section_id: id.normalize("NFC") },
        { row: "m/2", proposed_section_id: id.normalize("NFD") },
      ],
      sections,
      catalogue: [
        { task: "m/1", section_id: id, complexity: 1n, source: "curator" },
        { task: "m/2", section_id: id, complexity: 1n, source: "curator" },
      ],
    });

    expect([id, listed]).toEqual([id.normalize("NFC"), []]);
  },
);
