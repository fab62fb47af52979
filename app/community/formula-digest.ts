import { createHash } from "node:crypto";

import { formulaDigest as digestOf } from "../../models/scores/formula/formula.ts";
import { formulas } from "../../models/scores/formula/index.ts";
import { formulaNamed } from "../../models/scores/formula/turns.ts";

/** SHA-256 in hex of the constants of the formula of that name, as an activation states it. */
export function formulaDigest(name: string): string {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  return digestOf(formulaNamed(formulas, name), sha256);
}
