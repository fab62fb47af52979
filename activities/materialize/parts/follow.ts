import type { Model, Touch } from "../../../models/model.ts";
import type { Noted } from "./noted.ts";

/** Digests of what a model read when it was built, and of what came of it. */
interface Digests {
  readonly inputDigests: Readonly<Record<string, string>>;
  readonly outputDigest: string;
}

export interface FollowState {
  readonly materializations: ReadonlyMap<string, Digests>;
  /** Digests, as of now, of the inputs that are no models. */
  readonly digests: ReadonlyMap<string, string>;
  readonly noted: Noted;
}

/** The stream of a raw view; undefined for any other relation. */
export function streamOfRaw(input: string): string | undefined {
  return /^raw_(.+)_(?:current|versions)$/.exec(input)?.[1];
}

/** What of a model says how it is built in parts. */
export type InParts = Pick<Model, "name" | "parts">;

export function touchOf({ parts }: Pick<Model, "parts">, input: string): Touch<any> {
  return parts?.touched[input] ?? "all";
}

/**
 * Why a model cannot be built in parts, though it has some: the name of an input of which it is not
 * known what changed, or its own. Undefined: it can. Said of models that are there, of this code.
 */
export function lostTrack(
  model: InParts,
  { materializations, digests, noted }: FollowState,
): string | undefined {
  const built = materializations.get(model.name);
  if (built === undefined) return model.name;
  if (noted.builds.get(model.name)?.digest !== built.outputDigest) return model.name;
  const marks = noted.marks.get(model.name);
  return Object.keys(built.inputDigests).find((input) => {
    const touch = touchOf(model, input);
    if (touch === "none") return false;
    const digest = materializations.get(input)?.outputDigest ?? digests.get(input);
    if (touch === "all") return digest !== built.inputDigests[input];
    const mark = marks?.get(input);
    if (mark === undefined) return true;
    if (streamOfRaw(input) !== undefined) return false;
    const builds = noted.builds.get(input);
    return builds === undefined || builds.digest !== digest || mark < builds.floor;
  });
}
