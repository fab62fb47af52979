import type { Random } from "../random.ts";
import { GUIDES, sectionId } from "./cohorts.ts";
import type { Task } from "./workbook-plan.ts";

/** The tasks of each guide, by its id. */
export function drawTasks(random: Random): Map<string, readonly Task[]> {
  let id = 0;
  return new Map(
    GUIDES.map((guide) => [
      guide.id,
      guide.concepts.flatMap((concept) =>
        concept.tasks.map((title) => ({
          id: (id += 1),
          title,
          sectionId: sectionId(guide, concept.slug),
          concept,
          complexity: random.whole(2, 8) / 4,
        })),
      ),
    ]),
  );
}
