/**
 * Compares what the product scored with what the demo planted: `node demo/verify.ts TRUTH_FILE`,
 * with `{"contributions":[{kind, native_key, points, text_length}], "identity": …}` on standard
 * input (`FoundIdentity`). Prints one JSON object.
 */
import { readFileSync } from "node:fs";

import type { Truth } from "./truth/truth.ts";
import { type FoundIdentity, verifyIdentity } from "./truth/verify-identity.ts";
import { verify, type ScoredContribution } from "./truth/verify.ts";

const truthFile = process.argv[2];
if (truthFile === undefined) {
  throw new Error("The path of the demo's truth file was expected as the only argument.");
}
const truth = JSON.parse(readFileSync(truthFile, "utf8")) as Truth;
const input: unknown = JSON.parse(readFileSync(0, "utf8"));
const verified = {
  ...verify(truth, contributionsOf(input)),
  identity: verifyIdentity(truth, identityOf(input)),
};
process.stdout.write(`${JSON.stringify(verified)}\n`);

function contributionsOf(input: unknown): ScoredContribution[] {
  const list = (input as { contributions?: unknown } | null)?.contributions;
  if (!Array.isArray(list)) {
    throw new Error('Standard input was expected to hold "contributions":[…].');
  }
  return list.map((item: ScoredContribution) => ({
    kind: item.kind,
    native_key: String(item.native_key),
    points: Number(item.points),
    text_length: Number(item.text_length),
  }));
}

function identityOf(input: unknown): FoundIdentity {
  const found = (input as { identity?: FoundIdentity } | null)?.identity;
  const lists = [found?.members, found?.byProofs, found?.suggestions];
  if (found === undefined || !lists.every((list) => Array.isArray(list))) {
    throw new Error(
      'Standard input was expected to hold "identity" with members, byProofs and suggestions.',
    );
  }
  return found;
}
