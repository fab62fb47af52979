import { parse } from "yaml";
import { z } from "zod";

import { shapeOf } from "../records.ts";
import type { Json } from "../source.ts";

/** What makes a guide: `<folder>/guide.yaml`. */
const Guide = z.looseObject({ id: z.string().min(1), title: z.string().min(1) });

/** What makes a section: the YAML between two lines of `---` at the top of its file. */
const FrontMatter = z.looseObject({
  id: z.string().min(1),
  title: z.string().min(1),
  order: z.int(),
  task_count: z.int().optional(),
});

const OPENED = /^---\r?\n(?<yaml>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)(?<text>[\s\S]*)$/;

export type Guide = z.infer<typeof Guide>;

export type Read<T> = { readonly value: T } | { readonly reason: string };

export function readGuide(content: string): Read<Guide> {
  const yaml = readYaml(content);
  return "reason" in yaml ? yaml : checked(Guide, yaml.value);
}

export interface Section {
  readonly frontMatter: z.infer<typeof FrontMatter>;
  /** The Markdown below the front matter. */
  readonly text: string;
}

export function readSection(content: string): Read<Section> {
  // Windows editors put a byte order mark before the first line.
  const { yaml, text } = OPENED.exec(content.replace(/^\uFEFF/, ""))?.groups ?? {};
  if (yaml === undefined || text === undefined) return { reason: "no front matter between ---" };
  const parsed = readYaml(yaml);
  if ("reason" in parsed) return parsed;
  const frontMatter = checked(FrontMatter, parsed.value);
  return "reason" in frontMatter
    ? frontMatter
    : { value: { frontMatter: frontMatter.value, text } };
}

/** The id a file claims although its front matter cannot be read: a sweep must not miss it. */
export function idWritten(content: string): string | null {
  return /^id:[ \t]*["']?(?<id>[^\s"'#]+)/m.exec(content)?.groups?.["id"] ?? null;
}

function readYaml(text: string): Read<Json> {
  try {
    // YAML knows dates and endless numbers; JSON does not, and landing holds JSON.
    return { value: JSON.parse(JSON.stringify(parse(text) ?? null)) as Json };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Only the first line: below it the parser quotes the file.
    return { reason: `broken YAML: ${error.message.split("\n")[0]}` };
  }
}

function checked<T>(schema: z.ZodType<T>, value: Json): Read<T> {
  const result = schema.safeParse(value);
  return result.success ? { value: result.data } : { reason: shapeOf(result.error) };
}
