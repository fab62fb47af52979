import { modelGraph, nodeNamed } from "../../lineage/graph.ts";
import { sqlTextOf } from "../../lineage/sql-text.ts";
import { GivenTableError } from "../../lineage/errors.ts";

/** Prints the SQL that DuckDB gets for a model. Opens nothing, needs no configuration. */
export function sql(name: string): void {
  const node = nodeNamed(modelGraph(), name);
  if (node.model === null) throw new GivenTableError(name);
  console.log(sqlTextOf({ ...node, model: node.model }));
}
