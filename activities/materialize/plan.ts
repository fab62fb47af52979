import type { Parts } from "../../models/model.ts";
import { lostTrack, touchOf } from "./parts/follow.ts";
import { NOTHING_NOTED, type Noted } from "./parts/noted.ts";

/** A model as planning sees it. */
export interface Asset {
  readonly name: string;
  readonly codeVersion: string;
  /** Names of everything it reads, other assets among them. */
  readonly inputs: readonly string[];
  /** Absent: it is built as a whole. */
  readonly parts?: Parts;
}

/** What was recorded with a model's rows, in the transaction that wrote them. */
export interface Materialization {
  readonly codeVersion: string;
  /** Digest of each input as it was read. */
  readonly inputDigests: Readonly<Record<string, string>>;
  readonly outputDigest: string;
}

export interface PlanState {
  /** Each after all that it reads. */
  readonly assets: readonly Asset[];
  /** Only of models whose relation exists. */
  readonly materializations: ReadonlyMap<string, Materialization>;
  /** Digests, as of now, of the inputs that are no assets. */
  readonly digests: ReadonlyMap<string, string>;
  /** What is known of changes; absent: nothing. */
  readonly noted?: Noted;
  /** Build these whatever their state is. */
  readonly forced?: ReadonlySet<string>;
  /** Inputs that are no assets and may be other ones once the run has loaded what has landed. */
  readonly changing?: ReadonlySet<string>;
}

export type Reason = "forced" | "missing" | "code" | `upstream:${string}`;

export interface PlannedAsset {
  readonly model: string;
  readonly reason: Reason;
  /** Other models of this plan that are built before. */
  readonly deps: readonly string[];
  /** Absent: it is built as a whole, as it also is where its inputs touch too great a share of it. */
  readonly parts?: PlannedParts;
}

/** The rest of the model stays as it is. */
export interface PlannedParts {
  /** Columns: rows with equal values in them are one part. */
  readonly by: readonly string[];
  /** Inputs of which what changed says which parts are built. */
  readonly changed: readonly string[];
}

/**
 * What to build, in order, and why. What follows from an input's planned build is planned too; if
 * that input then turns out as it was, building stops there.
 */
export function planAssets(state: PlanState): PlannedAsset[] {
  const planned: PlannedAsset[] = [];
  const names = new Set<string>();
  const stale = new Set(state.changing);
  for (const asset of state.assets) {
    const deps = asset.inputs.filter((input) => names.has(input));
    const reason = reasonToBuild(asset, state, stale);
    if (reason === undefined) continue;
    const parts = reason.startsWith("upstream:")
      ? plannedParts(asset, state, planned, stale)
      : null;
    planned.push({ model: asset.name, reason, deps, ...(parts === null ? {} : { parts }) });
    names.add(asset.name);
    stale.add(asset.name);
  }
  return planned;
}

/** Null: as a whole. */
function plannedParts(
  asset: Asset,
  { noted = NOTHING_NOTED, assets, ...state }: PlanState,
  planned: readonly PlannedAsset[],
  stale: ReadonlySet<string>,
): PlannedParts | null {
  const { parts, inputs } = asset;
  if (parts === undefined || lostTrack(asset, { ...state, noted }) !== undefined) return null;
  const built = state.materializations.get(asset.name);
  const changed = inputs.filter((input) => {
    const digest = state.materializations.get(input)?.outputDigest ?? state.digests.get(input);
    return stale.has(input) || digest !== built?.inputDigests[input];
  });
  const isWhole = changed.some((input) => {
    const touch = touchOf(asset, input);
    if (touch === "none") return false;
    if (touch === "all") return true;
    const before = planned.find(({ model }) => model === input);
    if (before === undefined || before.parts !== undefined) return false;
    // A table that is built as a whole is compared with what it was, unless its code is another.
    const isLong = assets.find(({ name }) => name === input)?.parts !== undefined;
    return isLong || before.reason === "code" || before.reason === "missing";
  });
  const followed = changed.filter((input) => touchOf(asset, input) !== "none");
  return isWhole ? null : { by: parts.by, changed: followed };
}

/** `stale` are inputs known to change; without it, what is recorded counts as it is. */
export function reasonToBuild(
  { name, codeVersion, inputs }: Asset,
  { materializations, digests, forced }: Omit<PlanState, "assets">,
  stale: ReadonlySet<string> = new Set(),
): Reason | undefined {
  if (forced?.has(name)) return "forced";
  const built = materializations.get(name);
  if (built === undefined) return "missing";
  if (built.codeVersion !== codeVersion) return "code";
  const changed = inputs.find((input) => {
    const digest = materializations.get(input)?.outputDigest ?? digests.get(input);
    return stale.has(input) || digest !== built.inputDigests[input];
  });
  return changed === undefined ? undefined : `upstream:${changed}`;
}
