import { nodeNamed, type GraphNode, type ModelGraph } from "./graph.ts";

export type Direction = "up" | "down";

/**
 * What stands above or below a table, one line a step, indented by its distance. A table that was
 * opened before is named again with `…`: what follows it stands where it was first named.
 */
export function lineageTree(graph: ModelGraph, name: string, direction: Direction): string[] {
  const lines: string[] = [];
  const opened = new Set<string>();
  const visit = (node: GraphNode, depth: number) => {
    for (const next of direction === "up" ? node.reads : node.readBy) {
      const found = nodeNamed(graph, next);
      const goesOn = (direction === "up" ? found.reads : found.readBy).length > 0;
      const isOpened = opened.has(next) && goesOn;
      lines.push(`${"  ".repeat(depth)}${next}  ${marks(found)}${isOpened ? " …" : ""}`);
      if (opened.has(next)) continue;
      opened.add(next);
      visit(found, depth + 1);
    }
  };
  visit(nodeNamed(graph, name), 1);
  return lines;
}

/** The layer, and whether people see it. */
export function marks({ layer, isPublished }: GraphNode): string {
  return isPublished ? `[${layer}, published]` : `[${layer}]`;
}

/** Every table by layer, with what a reader of the graph looks for: sources, ends, dead ends. */
export function lineageSummary(graph: ModelGraph): string[] {
  const byLayer = Map.groupBy(graph.values(), ({ layer }) => layer);
  return [...byLayer].flatMap(([layer, nodes]) => [
    `${layer} (${nodes.length})`,
    ...nodes.map(({ name, reads, readBy, isPublished }) => {
      const end = isPublished ? "published" : readBy.length === 0 ? "read by nothing" : "";
      const counts = `reads ${reads.length}, read by ${readBy.length}`;
      return `  ${name.padEnd(34)}${counts}${end === "" ? "" : `, ${end}`}`;
    }),
  ]);
}
