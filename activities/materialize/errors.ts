/** A blocking check found rows that must not be: the last good snapshot stays visible. */
export class CheckFailedError extends Error {
  override readonly name = "CheckFailedError";
  readonly model: string;
  readonly check: string;

  constructor(model: string, check: string, found: string) {
    super(
      `${model}: check "${check}" found ${found}, expected none. ` +
        "Nothing was published; correct the model or its inputs and run again.",
    );
    this.model = model;
    this.check = check;
  }
}

/** A model's query and its declared columns tell different types. */
export class ModelTypesError extends Error {
  override readonly name = "ModelTypesError";
  readonly model: string;

  constructor(model: string, differences: readonly string[]) {
    super(
      `${model}: ${differences.join("; ")}. ` +
        "Cast in the query or correct the model's `columns`; a sum of integers is HUGEINT.",
    );
    this.model = model;
  }
}

/** The models do not form a graph that can be built. */
export class ModelGraphError extends Error {
  override readonly name = "ModelGraphError";
}
