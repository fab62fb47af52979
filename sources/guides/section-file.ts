import type { Json } from "../source.ts";
import { type Written, readYaml, type Yaml } from "./front-matter.ts";
import { firstHeading } from "./heading.ts";
import type { GuidesRules } from "./options.ts";
import type { Read } from "./refused.ts";

/** A number that a price hangs on: up to six digits after the point. */
const COMPLEXITY = /^(?=.*[1-9])\d{1,3}(\.\d{1,6})?$/;
const ORDER = /^[+-]?\d{1,12}(\.\d{1,6})?$/;

export interface NamedTask {
  /** The row's id, alone or after the title or id of its table and a slash. */
  readonly task: string;
  /** A decimal; absent where none is written. */
  readonly complexity?: string;
}

export interface Section {
  /** Null where the front matter gives none. */
  readonly id: string | null;
  /** The line of the id; 1 where there is none. */
  readonly idLine: number;
  /** Of the front matter, else the first heading; null where there is neither. */
  readonly title: string | null;
  /** A decimal; null where none is written. */
  readonly order: string | null;
  readonly tasks: readonly NamedTask[];
  /** Tasks that cannot be read: the section stands without them. */
  readonly taskFaults: readonly string[];
  /** Where it is published, its language, and the section that it translates; null: not written. */
  readonly url: string | null;
  readonly language: string | null;
  readonly translates: string | null;
  /** Who may read it, as it is written; `accessLine` is the line of that. */
  readonly access: string | null;
  readonly accessLine: number;
  /** The Markdown below the front matter, as it is written. */
  readonly text: string;
  readonly frontMatter: Json;
}

/** Reads a page: the YAML between two lines of `---` at its top, and the Markdown below. */
export function readSection(content: string, fields: GuidesRules["fields"]): Read<Section> {
  const parts = split(content);
  if ("reason" in parts) return parts;
  const { yaml, firstLine, text } = parts.value;
  const parsed = readYaml(yaml, firstLine);
  if ("reason" in parsed) return parsed;
  const front = parsed.value;
  const written = (names: readonly string[]) => firstOf(front, names);

  const id = oneLine(written(fields.id), "id");
  if ("reason" in id) return id;
  const title = oneLine(written(fields.title), "title");
  if ("reason" in title) return title;
  const order = written(fields.order);
  if (order !== undefined && !ORDER.test(order.text ?? ""))
    return { reason: `line ${order.line}: its order is no number of up to 12 digits` };
  const said: Record<"url" | "language" | "translates" | "access", string | null> = {
    url: null,
    language: null,
    translates: null,
    access: null,
  };
  for (const name of ["url", "language", "translates", "access"] as const) {
    const read = oneLine(written(fields[name]), name);
    if ("reason" in read) return read;
    said[name] = read.value;
  }
  return {
    value: {
      ...said,
      accessLine: written(fields.access)?.line ?? 1,
      id: id.value,
      idLine: written(fields.id)?.line ?? 1,
      title: title.value ?? firstHeading(text),
      order: order?.text ?? null,
      ...tasksOf(written(fields.tasks)),
      text,
      frontMatter: front.json,
    },
  };
}

interface Parts {
  readonly yaml: string;
  /** The number of the YAML's first line in the file. */
  readonly firstLine: number;
  readonly text: string;
}

/** A file without front matter is all text. */
function split(content: string): Read<Parts> {
  const lines = [...content.matchAll(/(?<line>[^\r\n]*)(?<end>\r\n|\r|\n|$)/g)];
  const lineAt = (index: number) => (lines[index]?.groups?.["line"] ?? "").trimEnd();
  const first = lines.findIndex((_, index) => lineAt(index) !== "");
  if (lineAt(first) === "+++") return { reason: `line ${first + 1}: its front matter is TOML` };
  if (lineAt(first) !== "---") return { value: { yaml: "", firstLine: 1, text: content } };
  const last = lines.findIndex(
    (_, index) => index > first && (lineAt(index) === "---" || lineAt(index) === "..."),
  );
  if (last < 0) return { reason: `line ${first + 1}: its front matter has no end` };
  const end = lines[last]!;
  return {
    value: {
      // With one kind of line end: the parser counts no lone carriage return.
      yaml: lines
        .slice(first + 1, last)
        .map(({ groups }) => groups?.["line"])
        .join("\n"),
      firstLine: first + 2,
      text: content.slice(end.index + end[0].length),
    },
  };
}

function firstOf(front: Yaml, names: readonly string[]): Written | undefined {
  for (const name of names) {
    const found = front.field(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** NFC, so that one name is one name whichever keyboard wrote it. Null: nothing is written. */
export function oneLine(written: Written | undefined, name: string): Read<string | null> {
  if (written === undefined) return { value: null };
  if (written.text === null) return { reason: `line ${written.line}: its ${name} is no text` };
  const text = written.text.normalize("NFC").trim();
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text))
    return { reason: `line ${written.line}: its ${name} is more than one line` };
  return { value: text === "" ? null : text };
}

function tasksOf(written: Written | undefined): Pick<Section, "tasks" | "taskFaults"> {
  if (written === undefined) return { tasks: [], taskFaults: [] };
  if (written.items === null)
    return { tasks: [], taskFaults: [`line ${written.line}: its tasks are no list`] };
  const read = written.items.map(taskOf);
  return {
    tasks: read.flatMap((one) => ("value" in one ? [one.value] : [])),
    taskFaults: read.flatMap((one) => ("reason" in one ? [one.reason] : [])),
  };
}

/** `- 12`, or `- task: Задания/12` with `complexity: 1.25` below it. */
function taskOf(item: Written): Read<NamedTask> {
  const named = oneLine(item.text === null ? item.field("task") : item, "task");
  if ("reason" in named) return named;
  if (named.value === null) return { reason: `line ${item.line}: a task names no row` };
  const complexity = item.field("complexity");
  if (complexity === undefined) return { value: { task: named.value } };
  if (!COMPLEXITY.test(complexity.text ?? ""))
    return {
      reason: `line ${complexity.line}: a complexity is no number above 0 and below 1000`,
    };
  return { value: { task: named.value, complexity: complexity.text ?? "" } };
}

/** The id that a page claims although it cannot be read: it may have been renamed and then broken. */
export function idWritten(content: string, names: readonly string[]): string | null {
  const top = content.split(/\r\n|\r|\n/, 100);
  for (const name of names) {
    const line = top.find((one) => one.startsWith(`${name}:`));
    const value = line?.slice(name.length + 1).trim() ?? "";
    const quoted = /^(?<mark>["'])(?<id>.*?)\k<mark>/.exec(value)?.groups?.["id"];
    const id = (quoted ?? value.replace(/\s#.*$/, "")).normalize("NFC").trim();
    if (id !== "") return id;
  }
  return null;
}
