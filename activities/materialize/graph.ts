import type { Model } from "../../models/model.ts";
import { ModelGraphError } from "./errors.ts";

/** The models, each after all that it reads. `given` are the relations that the load writes. */
export function inBuildOrder(models: readonly Model[], given: ReadonlySet<string>): Model[] {
  const byName = new Map<string, Model>();
  for (const model of models) {
    if (byName.has(model.name) || given.has(model.name)) {
      throw new ModelGraphError(`${model.name} is declared twice. Rename one of the two.`);
    }
    byName.set(model.name, model);
  }
  const ordered: Model[] = [];
  const done = new Set<string>();
  function visit(model: Model, path: readonly string[]): void {
    if (done.has(model.name)) return;
    if (path.includes(model.name)) {
      const cycle = [...path.slice(path.indexOf(model.name)), model.name].join(" → ");
      throw new ModelGraphError(`The models read each other in a circle: ${cycle}.`);
    }
    for (const { name } of model.from) {
      if (given.has(name)) continue;
      const input = byName.get(name);
      if (input === undefined) {
        throw new ModelGraphError(
          `${model.name} reads ${name}, which is neither a model nor a table of a declared ` +
            "stream. Add it to the models, or declare its stream.",
        );
      }
      visit(input, [...path, model.name]);
    }
    done.add(model.name);
    ordered.push(model);
  }
  for (const model of models) visit(model, []);
  return ordered;
}
