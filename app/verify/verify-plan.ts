import {
  firstDifference,
  type PlanProvenance,
  readFrozen,
  readProvenance,
  replan,
  type RowDifference,
} from "../../activities/distribution/index.ts";
import { digestOfModels } from "../../activities/materialize/index.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import {
  canonicalJson,
  type LedgerReader,
  planDigest,
  type ProposedPlan,
  sha256Hex,
} from "../../warehouse/ledger/index.ts";
import { monthsAfter } from "../community/clock.ts";
import { type Damage, damagedFiles, landingCut } from "./landing-cut.ts";
import type { OnStep, Scratch } from "./scratch.ts";

/** A table that the plan was made from and that came out otherwise. */
export interface InputDifference {
  readonly table: string;
  readonly expected: string;
  readonly found: string;
}

/** What may explain a difference: models other than then; points older than what was loaded. */
export type Note = "other_models" | "stale_models";

export interface Verified {
  readonly digest: string;
  readonly period: string;
  readonly revision: number;
  /**
   * `broken`: landing or ledger is not what it was made from. `unknown`: a version of ours proposed
   * it that did not freeze enough.
   */
  readonly outcome: "same" | "differs" | "broken" | "unknown";
  readonly difference: RowDifference | null;
  readonly inputs: readonly InputDifference[];
  readonly damages: readonly Damage[];
  readonly notes: readonly Note[];
  /** The version that proposed it. */
  readonly version: string;
}

/** Makes a plan again from what was frozen with it, and compares. Asks no chain and no source. */
export async function verifyPlan(
  { digest, plan, event }: ProposedPlan,
  {
    landing,
    ledger,
    scratch,
    onStep,
  }: {
    readonly landing: Landing;
    readonly ledger: Pick<LedgerReader, "read" | "seqOf">;
    readonly scratch: Scratch;
    readonly onStep: OnStep;
  },
): Promise<Verified> {
  const { period, revision } = plan;
  // A plan that was found again after a loss has neither.
  const kept = event.kind === "plan_proposed" ? event.payload : null;
  const own = kept?.provenance;
  const provenance = readProvenance(own);
  const frozen = readFrozen(kept?.frozen);
  const found = {
    digest,
    period,
    revision,
    difference: null,
    inputs: [],
    damages: [],
    notes: [],
    version: provenance?.code_version ?? "?",
  };
  if (own === undefined || provenance === null || frozen === null)
    return { ...found, outcome: "unknown" };
  const damages: Damage[] = [];
  if (sha256Hex(canonicalJson(own)) !== plan.provenance)
    damages.push({ name: "provenance", found: "its SHA-256 is not the one in the plan" });
  const { ledger: head } = frozen;
  if (head !== null && (await ledger.seqOf(head.hash)) !== head.seq)
    damages.push({ name: "ledger.db", found: `no event ${head.seq} ${head.hash.slice(0, 12)}` });
  const cut = await landingCut(landing, frozen.landing);
  const { length } = cut.files;
  damages.push(...cut.damages);
  damages.push(...(await damagedFiles(cut.files, (done) => onStep("files", done, length))));
  if (damages.length > 0) return { ...found, outcome: "broken", damages };

  const points = await scratch.pointsOf(period, { files: cut.files, frozen });
  const made = { ...points, provenance: own, loaded: frozen };
  const events = await ledger.read();
  const difference = differenceOf(() => {
    const keptUntil = (settledAt: Date, months: number) =>
      monthsAfter(settledAt, months, frozen.run.time_zone);
    const again = replan(plan, { frozen, points: made, events, keptUntil });
    const row = firstDifference(plan, again);
    if (row !== null || planDigest(again) === digest) return row;
    throw new Error("Its digest is another one, and no row tells why.");
  });
  const inputs = inputDifferences(provenance, readProvenance(points.provenance));
  const notes: Note[] = [];
  if ((await digestOfModels()) !== frozen.models) notes.push("other_models");
  if (frozen.stale.length > 0) notes.push("stale_models");
  const isSame = difference === null && inputs.length === 0;
  return { ...found, outcome: isSame ? "same" : "differs", difference, inputs, notes };
}

/** Points that no plan can be made of are a difference like any other. */
function differenceOf(compare: () => RowDifference | null): RowDifference | null {
  try {
    return compare();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { table: "plan", key: error.name, expected: null, found: error.message };
  }
}

function inputDifferences(
  before: PlanProvenance,
  now: PlanProvenance | null,
): readonly InputDifference[] {
  const [expected, found] = [inputsOf(before), inputsOf(now)];
  return [...expected].flatMap(([table, digest]) => {
    const other = found.get(table) ?? "—";
    return other === digest ? [] : [{ table, expected: digest, found: other }];
  });
}

/** The digest of each table, and of what else points were made by. */
function inputsOf(provenance: PlanProvenance | null): ReadonlyMap<string, string> {
  if (provenance === null) return new Map();
  const { inputs, formula, identity_version } = provenance;
  return new Map([
    ...inputs.map(({ table, row_count, hash }) => [table, `${row_count}:${hash}`] as const),
    ["formulas_in_force", formula] as const,
    ["member_accounts", identity_version] as const,
  ]);
}
