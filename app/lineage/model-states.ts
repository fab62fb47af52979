import {
  assetOf,
  type BuildNotes,
  CONTEXT_INPUT,
  digestOfModels,
  planAssets,
  readBuildNotes,
} from "../../activities/materialize/index.ts";
import { rawViews } from "../../warehouse/duckdb/raw-tables.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { startOfDay } from "../community/clock.ts";
import { checkInRussian, descriptionInRussian } from "./in-russian.ts";
import { compileOnly } from "./compile-only.ts";
import { type GraphNode, modelGraph, type ModelGraph } from "./graph.ts";

export interface CheckState {
  readonly name: string;
  readonly isBlocking: boolean;
  /** 0: it passed. Null: not known, because the model was not built or the build was undone. */
  readonly failingCount: number | null;
}

export interface ModelState {
  readonly name: string;
  readonly layer: GraphNode["layer"];
  readonly kind: "view" | "table" | "computed" | null;
  readonly isPublished: boolean;
  readonly description: string;
  readonly grain: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly reads: readonly string[];
  readonly readBy: readonly string[];
  readonly checks: readonly CheckState[];
  /** When its rows were last made anew: a build that finds its inputs as they were makes none. */
  readonly builtAt: string | null;
  readonly rowCount: number | null;
  /** Up to when every stream it is made from was read to its end; null where none was. */
  readonly freshUntil: string | null;
  /** Why the next run builds it: `missing`, `code`, `upstream:…`; null: it stands as it is. */
  readonly reason: string | null;
}

export interface ModelStates {
  readonly writtenAt: string;
  /** What stopped the last run. */
  readonly refused: { readonly model: string; readonly check: string } | null;
  readonly models: readonly ModelState[];
}

/** Of the files under `models/`, which a process runs as it was started with. */
let modelsDigest: Promise<string> | undefined;

/**
 * Every table of the graph with its last build and the reason for the next one, from what the
 * warehouse's owner noted and what has landed since. Null before the first run.
 */
export async function modelStates(options: {
  /** The data folder. */
  readonly dir: string;
  readonly landing: Landing;
  readonly now: Date;
  readonly timeZone: string;
}): Promise<ModelStates | null> {
  const notes = await readBuildNotes(options.dir);
  if (notes === null) return null;
  const graph = modelGraph();
  const reasons = await reasonsToBuild(notes, graph, options);
  const seen = new Map<string, string>();
  for (const { stream, until } of await options.landing.health())
    if (until !== null) seen.set(stream, later(seen.get(stream), until));
  const built = new Map(notes.models.map((model) => [model.name, model]));
  return {
    writtenAt: notes.writtenAt,
    refused: notes.refused && { ...notes.refused, check: checkInRussian(notes.refused.check) },
    models: [...graph.values()].map((node) => ({
      ...declaredState(node),
      checks: checksOf(node, notes),
      builtAt: built.get(node.name)?.builtAt ?? null,
      rowCount: built.get(node.name)?.rowCount ?? null,
      freshUntil: freshUntil(node.name, graph, seen),
      reason: reasons.get(node.name) ?? null,
    })),
  };
}

/** What is known of a table without any build. */
export function declaredState(node: GraphNode) {
  const { name, layer, model, isPublished, reads, readBy } = node;
  return {
    name,
    layer,
    kind: model?.kind ?? null,
    isPublished,
    description: descriptionInRussian(name),
    grain: model?.grain ?? [],
    columns: Object.entries(model?.columns ?? {}).map(([column, type]) => ({
      name: column,
      type: String(type),
    })),
    reads,
    readBy,
  };
}

/** The model's own checks; grain and keys are proved for every model alike. */
function checksOf({ name, model }: GraphNode, { models, refused }: BuildNotes): CheckState[] {
  const built = models.find((candidate) => candidate.name === name);
  return (model?.checks ?? []).map((check) => {
    const isRefused = refused?.model === name && refused.check === check.name;
    const failing = built?.failing.find((one) => one.check === check.name);
    return {
      name: checkInRussian(check.name),
      isBlocking: check.blocking,
      failingCount: built === undefined || isRefused ? null : (failing?.failingCount ?? 0),
    };
  });
}

/** As `vklad plan` would say, without the warehouse: what landed since counts as changed. */
async function reasonsToBuild(
  notes: BuildNotes,
  graph: ModelGraph,
  options: { readonly landing: Landing; readonly now: Date; readonly timeZone: string },
): Promise<ReadonlyMap<string, string>> {
  const changing = new Set<string>();
  const landed = Map.groupBy(await options.landing.files(), ({ stream }) => stream);
  for (const [stream, files] of landed)
    if (files.length !== notes.loaded[stream])
      // A file that brings records also moves their count.
      for (const name of [...rawViews(stream), "stream_states"]) changing.add(name);
  if (startOfDay(options.now, options.timeZone).toISOString() !== notes.asOfDay)
    for (const name of ["ref_run", CONTEXT_INPUT]) changing.add(name);

  const db = compileOnly();
  const digest = await (modelsDigest ??= digestOfModels());
  const planned = planAssets({
    assets: inBuildOrder(graph).flatMap(({ model }) =>
      model === null ? [] : [assetOf(db, model, digest)],
    ),
    materializations: new Map(notes.models.map((model) => [model.name, model])),
    digests: new Map(Object.entries(notes.digests)),
    changing,
  });
  return new Map(planned.map(({ model, reason }) => [model, reason]));
}

/** Each after all that it reads. */
function inBuildOrder(graph: ModelGraph): readonly GraphNode[] {
  const ordered = new Set<GraphNode>();
  const visit = (name: string) => {
    const node = graph.get(name);
    if (node === undefined || ordered.has(node)) return;
    node.reads.forEach(visit);
    ordered.add(node);
  };
  for (const name of graph.keys()) visit(name);
  return [...ordered];
}

function freshUntil(
  name: string,
  graph: ModelGraph,
  seen: ReadonlyMap<string, string>,
): string | null {
  const found = new Set<string>();
  const opened = new Set<string>();
  const visit = (at: string) => {
    if (opened.has(at)) return;
    opened.add(at);
    const until = seen.get(at.replace(/^raw_/, "").replace(/_(current|versions)$/, ""));
    if (at.startsWith("raw_") && until !== undefined) found.add(until);
    graph.get(at)?.reads.forEach(visit);
  };
  visit(name);
  return [...found].toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

function later(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) > Date.parse(other) ? one : other;
}
