import { layers, publishedTables, type Layer } from "../../models/index.ts";
import type { Model } from "../../models/model.ts";
import { ModelUnknownError } from "./errors.ts";

/** A table that models read or make. */
export interface GraphNode {
  readonly name: string;
  /** `raw` are records as they landed, `load` what else the load writes. */
  readonly layer: "raw" | "load" | Layer;
  /** Null for what the load writes. */
  readonly model: Model | null;
  readonly isPublished: boolean;
  /** Names of what it reads, in the model's own order. */
  readonly reads: readonly string[];
  /** Names of the models that read it, by name. */
  readonly readBy: readonly string[];
}

/** By name; no table stands before one of a lower layer, and within a layer they are by name. */
export type ModelGraph = ReadonlyMap<string, GraphNode>;

/** The graph of all models that are declared. Opens nothing: declarations say it all. */
export function modelGraph(): ModelGraph {
  const declared = Object.entries(layers).flatMap(([layer, models]) =>
    (models as readonly Model[]).map((model) => ({ layer: layer as Layer, model })),
  );
  const readers = new Map<string, string[]>();
  for (const { model } of declared)
    for (const { name } of model.from)
      readers.set(name, [...(readers.get(name) ?? []), model.name].toSorted());
  const made = new Set(declared.map(({ model }) => model.name));
  const given = [...readers.keys()]
    .filter((name) => !made.has(name))
    .map((name) => ({
      name,
      layer: name.startsWith("raw_") ? ("raw" as const) : ("load" as const),
      model: null,
      reads: [],
    }));
  const computed = declared.map(({ layer, model }) => ({
    name: model.name,
    layer,
    model,
    reads: model.from.map(({ name }) => name),
  }));
  const nodes: GraphNode[] = [...given, ...computed].map((node) => ({
    ...node,
    isPublished: publishedTables.includes(node.name),
    readBy: readers.get(node.name) ?? [],
  }));
  return new Map(nodes.toSorted(byLayer).map((node) => [node.name, node]));
}

const ORDER: readonly GraphNode["layer"][] = ["raw", "load", "staging", "core", "scores", "marts"];

function byLayer(a: GraphNode, b: GraphNode): number {
  return ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || (a.name < b.name ? -1 : 1);
}

/** Throws `ModelUnknownError` with the names that look most like the one asked for. */
export function nodeNamed(graph: ModelGraph, name: string): GraphNode {
  const found = graph.get(name);
  if (found === undefined) throw new ModelUnknownError(name, [...graph.keys()]);
  return found;
}
