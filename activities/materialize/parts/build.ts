import type { Model, ModelContext } from "../../../models/model.ts";
import type { TableDigest } from "../../../warehouse/duckdb/digest.ts";
import type { Transaction } from "../../../warehouse/duckdb/transaction.ts";
import type { CheckResult } from "../check.ts";
import { outputDigest, type Recorded } from "../state.ts";
import { buildParts, CHANGED } from "./build-parts.ts";
import { buildWhole } from "./build-whole.ts";
import { lostTrack, type FollowState } from "./follow.ts";
import { marksNow } from "./marks.ts";
import { isNoting, noteBuild, NOTHING_NOTED, readNoted, type Noted, writeMarks } from "./noted.ts";

export interface BuildState extends Omit<FollowState, "noted"> {
  /** What was recorded of the model, where its table is there and its code is the same. */
  readonly recorded: Recorded | undefined;
}

export interface Built {
  readonly results: readonly CheckResult[];
  readonly digest: TableDigest;
  /** Null: as a whole. */
  readonly touchedCount: number | null;
}

/**
 * Builds a model in parts where it has some and what changed is known, as a whole otherwise; and
 * notes, in the same transaction, what came and went and how far it has read its inputs.
 */
export async function build(
  transaction: Transaction,
  model: Model,
  given: {
    readonly state: BuildState;
    readonly context: ModelContext;
    readonly touchedShareMax: number;
  },
): Promise<Built> {
  const { db } = transaction;
  const isFollowing = model.parts !== undefined;
  const noted =
    isFollowing || isNoting(model)
      ? await readNoted(db, [model.name, ...model.from.map(({ name }) => name)])
      : NOTHING_NOTED;
  const inParts = await tryParts(transaction, model, { ...given, noted });
  const built = inParts ?? {
    ...(await buildWhole(transaction, model, {
      context: given.context,
      isCompared: isCompared(model, given.state, noted),
    })),
    touchedCount: null,
  };
  if (isFollowing) await writeMarks(db, model.name, await marksNow(db, model, noted));
  if (isNoting(model)) {
    const areKnown = inParts !== null || isCompared(model, given.state, noted);
    await noteBuild(db, model, {
      before: noted.builds.get(model.name),
      changes: areKnown ? CHANGED : null,
      digest: outputDigest(built.digest),
    });
  }
  return built;
}

/** Null: as a whole. */
async function tryParts(
  transaction: Transaction,
  model: Model,
  {
    state,
    noted,
    ...given
  }: {
    readonly state: BuildState;
    readonly noted: Noted;
    readonly context: ModelContext;
    readonly touchedShareMax: number;
  },
): Promise<Built | null> {
  if (model.parts === undefined || state.recorded === undefined) return null;
  if (lostTrack(model, { ...state, noted }) !== undefined) return null;
  const [count = "", hash = ""] = state.recorded.outputDigest.split(":");
  return buildParts(transaction, model, {
    ...given,
    marks: noted.marks.get(model.name) ?? new Map(),
    digest: { table: model.name, row_count: BigInt(count), hash },
  });
}

/** What is built in parts is large: after it was built as a whole, so is all that follows from it. */
function isCompared(model: Model, { recorded }: BuildState, { builds }: Noted): boolean {
  return (
    isNoting(model) &&
    model.parts === undefined &&
    recorded !== undefined &&
    builds.get(model.name)?.digest === recorded.outputDigest
  );
}
