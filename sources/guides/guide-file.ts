import { readYaml } from "./front-matter.ts";
import type { Read } from "./refused.ts";
import { oneLine } from "./section-file.ts";

export interface Guide {
  readonly id: string;
  readonly title: string;
}

/** `guide.yaml`: `id` and `title` of the guide that its folder is. */
export function readGuide(content: string): Read<Guide> {
  const yaml = readYaml(content);
  if ("reason" in yaml) return yaml;
  const id = oneLine(yaml.value.field("id"), "id");
  if ("reason" in id) return id;
  const title = oneLine(yaml.value.field("title"), "title");
  if ("reason" in title) return title;
  if (id.value === null) return { reason: "line 1: it has no id" };
  return { value: { id: id.value, title: title.value ?? id.value } };
}
