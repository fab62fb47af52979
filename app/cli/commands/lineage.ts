import { modelGraph, nodeNamed } from "../../lineage/graph.ts";
import { lineageSummary, lineageTree, marks } from "../../lineage/tree.ts";

/** Prints what a table is made from and what is made from it. Opens nothing. */
export function lineage(
  name: string | undefined,
  { up, down }: { readonly up: boolean; readonly down: boolean },
): void {
  const graph = modelGraph();
  if (name === undefined) return console.log(lineageSummary(graph).join("\n"));
  const node = nodeNamed(graph, name);
  const both = up === down;
  const lines = [`${name}  ${marks(node)}`];
  if (node.model !== null) lines.push(node.model.description);
  if (up || both) lines.push("", "made from:", ...orNothing(lineageTree(graph, name, "up")));
  if (down || both) lines.push("", "read by:", ...orNothing(lineageTree(graph, name, "down")));
  console.log(lines.join("\n"));
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["  nothing"] : lines;
}
