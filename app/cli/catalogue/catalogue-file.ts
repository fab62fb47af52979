import { parse, stringify } from "yaml";
import { z } from "zod";

import { CatalogueFileError } from "./errors.ts";

/** What a curator says of one task. */
export interface Word {
  /** `<table id>/<row id>`. */
  readonly task: string;
  readonly section: string | null;
  /** Millionths. */
  readonly complexity: bigint;
}

/** A task as the snapshot knows it. */
export interface KnownTask extends Word {
  readonly title: string;
}

const MICRO = 1_000_000n;
const COMPLEXITY = /^(?<whole>\d{1,3})(?:\.(?<part>\d{1,6}))?$/;

const File = z.array(
  z.strictObject({
    task: z.string().min(1),
    title: z.unknown().optional(),
    section: z.string().min(1).nullish(),
    complexity: z.union([z.number(), z.string()]),
  }),
);

/** The tasks as YAML: what `parseCatalogue` takes back once a curator has looked through it. */
export function catalogueText(tasks: readonly KnownTask[]): string {
  return stringify(
    tasks.map(({ complexity, ...task }) => ({ ...task, complexity: decimalOf(complexity) })),
  );
}

/** Reads a catalogue; throws CatalogueFileError that names all that is wrong with it. */
export function parseCatalogue(
  text: string,
  {
    file,
    tasks,
    sections,
  }: {
    readonly file: string;
    readonly tasks: ReadonlySet<string>;
    readonly sections: ReadonlySet<string>;
  },
): Word[] {
  const read = File.safeParse(yamlOf(text, file));
  if (!read.success)
    throw new CatalogueFileError(
      file,
      read.error.issues.map(({ path, message }) => `${path.join(".") || "all of it"}: ${message}`),
    );
  const problems: string[] = [];
  const seen = new Set<string>();
  const words = read.data.map(({ task, section = null, complexity }): Word => {
    const id = section?.normalize("NFC").trim() ?? null;
    const micro = microOf(String(complexity));
    if (!tasks.has(task)) problems.push(`${task}: there is no such task`);
    if (seen.has(task)) problems.push(`${task}: it is there twice`);
    if (id !== null && !sections.has(id)) problems.push(`${task}: there is no section ${id}`);
    if (micro === null)
      problems.push(
        `${task}: complexity is ${complexity}; expected a number above 0 and below 1000, of up to ` +
          `six digits after the point`,
      );
    seen.add(task);
    return { task, section: id, complexity: micro ?? 0n };
  });
  if (problems.length > 0) throw new CatalogueFileError(file, problems);
  return words;
}

function yamlOf(text: string, file: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CatalogueFileError(file, [error.message.split("\n")[0] ?? ""]);
  }
}

function microOf(text: string): bigint | null {
  const { whole, part = "" } = COMPLEXITY.exec(text)?.groups ?? {};
  if (whole === undefined) return null;
  const micro = BigInt(whole) * MICRO + BigInt(part.padEnd(6, "0"));
  return micro > 0n ? micro : null;
}

/** As a number that YAML shows as it is: up to six digits after the point are exact. */
function decimalOf(micro: bigint): number {
  const digits = `${micro % MICRO}`.padStart(6, "0");
  return Number(`${micro / MICRO}.${digits}`);
}
