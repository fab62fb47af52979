import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Concept, Guide } from "../texts/concept.ts";
import { sectionId } from "./streams.ts";

/** Writes guides as Markdown with YAML: `<guide>/guide.yaml` and `<guide>/<nn>-<slug>.md`. */
export function writeGuides(dir: string, guides: readonly Guide[]): void {
  mkdirSync(dir, { recursive: true });
  for (const guide of guides) {
    const folder = join(dir, guide.id);
    mkdirSync(folder, { recursive: true });
    const head = `id: ${guide.id}\ntitle: ${guide.title}\norder: ${guide.order}\n`;
    writeFileSync(join(folder, "guide.yaml"), head);
    guide.concepts.forEach((concept, index) => {
      const order = index + 1;
      const file = `${String(order).padStart(2, "0")}-${concept.slug}.md`;
      writeFileSync(join(folder, file), sectionText(guide, { concept, order }));
    });
  }
}

function sectionText(
  guide: Guide,
  { concept, order }: { concept: Concept; order: number },
): string {
  return [
    "---",
    `id: ${sectionId(guide, concept.slug)}`,
    `title: ${JSON.stringify(concept.title)}`,
    `order: ${order}`,
    `task_count: ${concept.tasks.length}`,
    "---",
    `# ${concept.title}`,
    "",
    concept.lead,
    "",
    "## Что мы различаем",
    "",
    ...concept.theses.map((thesis) => `- ${thesis}`),
    "",
    `Чаще всего ${concept.word.acc} путают с ${concept.mixup}. Признак путаницы простой: слова те же, а поступки остались прежними.`,
    "",
    "## На что смотреть в своей работе",
    "",
    concept.look,
    "",
    "## Задания",
    "",
    ...concept.tasks.map((task, index) => `${index + 1}. ${task}.`),
    "",
  ].join("\n");
}
