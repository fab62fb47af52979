import {
  type AnyLedgerEvent,
  approvalKeys,
  type DistributionState,
} from "../../../warehouse/ledger/index.ts";

/** What the ledger says of a plan besides what its card shows: for a report on paper. */
export function reportOf(
  state: DistributionState,
  events: readonly AnyLedgerEvent[],
  nameOf: (actor: string) => string,
) {
  const { plan, digest } = state;
  const { chain, domains, expired } = plan;
  const keyIds = new Map(
    [...approvalKeys(events).values()].map((key) => [key.publicKey, key.keyId]),
  );
  return {
    /** Of the event that the ledger ended with as this was read. */
    head: events.at(-1)?.hash ?? null,
    chain,
    domains: domains.toSorted(byPlace).map(({ domain, budget, carryIn, carryOut }) => ({
      domain,
      budgetBaseUnits: `${budget}`,
      carryInBaseUnits: `${carryIn}`,
      expiredBaseUnits: `${sumOf(expired, domain)}`,
      linesBaseUnits: `${sumOf(plan.lines, domain)}`,
      carryOutBaseUnits: `${carryOut}`,
    })),
    lines: linesOf(state),
    signatures: state.approvals.map(({ account, at, publicKey }) => ({
      name: nameOf(account),
      at,
      keyId: keyIds.get(publicKey) ?? publicKey,
    })),
    payments: state.batches.map(({ batch, status, signature, slot, amount, lineIds }) => ({
      batch,
      status,
      signature,
      slot,
      lineCount: lineIds.length,
      amountBaseUnits: `${amount}`,
    })),
    history: historyOf(events, { digest, period: plan.period }).map(({ actor, ...said }) => ({
      ...said,
      name: nameOf(actor),
    })),
  };
}

/** As on every page: from what serves one to what serves all. */
const PLACES: readonly string[] = ["personal", "community", "world"];

function byPlace(a: { readonly domain: string }, b: { readonly domain: string }): number {
  return PLACES.indexOf(a.domain) - PLACES.indexOf(b.domain);
}

type LineStatus =
  | DistributionState["batches"][number]["status"]
  | "escrowed"
  | "set_aside"
  | "held"
  | "dropped";

/** Every line of the plan: own ones, those that earlier plans kept, and what the committee dropped. */
function linesOf({ plan, batches, setAside }: DistributionState) {
  const batchOf = new Map(
    batches.flatMap((batch) => batch.lineIds.map((lineId) => [lineId, batch] as const)),
  );
  const aside = new Set(setAside.map(({ lineId }) => lineId));
  const words = new Map(plan.withheld.map(({ id, word }) => [id, word]));
  const lineOf = (line: Omit<(typeof plan.lines)[number], "wallet">, isKept: boolean) => {
    const batch = batchOf.get(line.id);
    const isAside = aside.has(line.id) && batch?.status !== "paid";
    const unpaid = words.get(line.id) ?? "escrowed";
    const status: LineStatus = isAside ? "set_aside" : (batch?.status ?? unpaid);
    return {
      lineId: line.id,
      memberId: line.member,
      domain: line.domain,
      amountBaseUnits: `${line.amount}`,
      status,
      batch: batch?.batch ?? null,
      isKept,
    };
  };
  return [
    ...plan.lines.map((line) => lineOf(line, false)),
    ...plan.releases.map((line) => lineOf(line, true)),
    ...plan.withheld.filter(({ word }) => word === "dropped").map((line) => lineOf(line, false)),
  ];
}

interface Said {
  readonly kind: AnyLedgerEvent["kind"];
  readonly at: string;
  readonly actor: string;
  /** The line or the transaction that it is about; null: the whole plan. */
  readonly about: string | null;
  readonly reason: string;
}

/** What people and the program asked of the plan and why, in the order of the ledger. */
function historyOf(
  events: readonly AnyLedgerEvent[],
  { digest, period }: { readonly digest: string; readonly period: string },
): readonly Said[] {
  const transfers = new Set<string>();
  return events.flatMap((event): Said[] => {
    const { kind, payload, at, actor } = event;
    const said = (reason: string, about: string | null = null) => [
      { kind, at, actor, about, reason },
    ];
    switch (kind) {
      case "distribution_held":
      case "distribution_resumed":
        return payload.period === period ? said(payload.reason) : [];
      case "distribution_void_asked":
      case "distribution_revision_asked":
        return payload.digest === digest ? said(payload.reason) : [];
      case "line_held":
      case "line_dropped":
      case "line_released":
        return payload.period === period ? said(payload.reason, payload.line_id) : [];
      case "line_set_aside":
        return payload.digest === digest ? said(payload.reason, payload.line_id) : [];
      case "foreign_transfer_found":
        if (payload.digest === digest) transfers.add(payload.signature);
        return [];
      case "foreign_transfer_acknowledged":
        return transfers.has(payload.signature) ? said(payload.note, payload.signature) : [];
      default:
        return [];
    }
  });
}

function sumOf(
  lines: readonly { readonly domain: string; readonly amount: bigint }[],
  domain: string,
): bigint {
  return lines.reduce((sum, line) => (line.domain === domain ? sum + line.amount : sum), 0n);
}
