import { join } from "node:path";

import { BaseSequencer, type TestSpecification } from "vitest/node";

import { ROOT } from "../check/tools.ts";

/**
 * Files that take long and do not look it, the longest first. Where nothing is known of earlier runs
 * vitest begins with the largest files: one of these would come last, and one core wait for it.
 */
export const LONG_FILES: readonly string[] = [
  "test/settlement/settlement.test.ts",
  "test/docs/commands.test.ts",
  "activities/settlement/chain/witnessed.test.ts",
  "sources/discourse/one-answer.test.ts",
  "activities/settlement/kill.test.ts",
  "test/edits/edits.test.ts",
  "test/system/identity.test.ts",
  "test/system/kill.test.ts",
  "test/system/rebuild.test.ts",
  "test/system/owner-only.test.ts",
  "test/system/bad-input.test.ts",
  "test/system/workbooks.test.ts",
];

const PLACES = new Map(LONG_FILES.map((file, place) => [join(ROOT, file), place]));

/** Vitest's own order, with the long files before all others of their project. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => PLACES.get(moduleId) ?? LONG_FILES.length;
    return sorted.toSorted((a, b) => (a.project.name === b.project.name ? place(a) - place(b) : 0));
  }
}
