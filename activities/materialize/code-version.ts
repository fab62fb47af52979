import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Kysely } from "kysely";

import type { Model } from "../../models/model.ts";
import { literalSql } from "../../warehouse/duckdb/literal.ts";

const MODELS_DIR = fileURLToPath(new URL("../../models/", import.meta.url));

/**
 * Changes when the model's rows may. A query's text says all about it; a function calls others,
 * so it is as new as the newest file of models.
 */
export function codeVersion(db: Kysely<any>, model: Model, modelsDigest: string): string {
  const code =
    model.kind === "computed"
      ? [model.compute.toString(), modelsDigest]
      : [model.kind, literalSql(model.query(db))];
  const checks = model.checks.map(({ name, blocking, failing }) => [
    name,
    blocking,
    literalSql(failing(db)),
  ]);
  const parts = [partsText(db, model), model.noted].filter((part) => part !== undefined);
  return hash(JSON.stringify([code, model.columns, model.grain, checks, ...parts]));
}

/** What was built by a wrong declaration of parts is built anew once it is mended. */
function partsText(db: Kysely<any>, { parts }: Model): unknown {
  if (parts === undefined) return undefined;
  const touched = Object.entries(parts.touched).map(([input, touch]) => [
    input,
    typeof touch === "function" ? literalSql(touch(db)) : touch,
  ]);
  return [parts.by, touched, parts.read];
}

/** Of the source files under `models/`, but for tests. */
export async function digestOfModels(dir: string = MODELS_DIR): Promise<string> {
  const names = await readdir(dir, { recursive: true });
  const sources = names
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .toSorted();
  const contents = await Promise.all(
    sources.map(async (name) => [name, hash(await readFile(join(dir, name), "utf8"))]),
  );
  return hash(JSON.stringify(contents));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
