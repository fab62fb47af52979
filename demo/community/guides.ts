import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import type { Concept, Guide } from "../texts/concept.ts";
import { sectionId } from "./cohorts.ts";
import type { Task } from "./workbook-plan.ts";

/**
 * Writes guides as Markdown with YAML: `<guide>/guide.yaml` and `<guide>/<nn>-<slug>.md`. A file
 * that is right already stays untouched, and one that belongs to no guide goes.
 */
export function writeGuides(
  dir: string,
  { guides, tasks }: { guides: readonly Guide[]; tasks: readonly Task[] },
): void {
  mkdirSync(dir, { recursive: true });
  const files = new Map(guides.flatMap((guide) => filesOf(guide, tasks)));
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(relative(dir, path))) rmSync(path);
  }
  for (const [name, text] of files) {
    const path = join(dir, name);
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function filesOf(guide: Guide, tasks: readonly Task[]): [string, string][] {
  const head = `id: ${guide.id}\ntitle: ${guide.title}\norder: ${guide.order}\n`;
  return [
    [join(guide.id, "guide.yaml"), head],
    ...guide.concepts.map((concept, index): [string, string] => {
      const order = index + 1;
      const name = `${String(order).padStart(2, "0")}-${concept.slug}.md`;
      return [join(guide.id, name), sectionText(guide, { concept, order, tasks })];
    }),
  ];
}

function sectionText(
  guide: Guide,
  { concept, order, tasks }: { concept: Concept; order: number; tasks: readonly Task[] },
): string {
  const id = sectionId(guide, concept.slug);
  const asked = tasks.filter((task) => task.sectionId === id);
  return [
    "---",
    `id: ${id}`,
    `title: ${JSON.stringify(concept.title)}`,
    `order: ${order}`,
    `task_count: ${concept.tasks.length}`,
    // By the task's row: what it is worth stands here, where no trainee can edit it.
    "tasks:",
    ...asked.map((task) => `  - { task: "${task.id}", complexity: ${task.complexity} }`),
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
