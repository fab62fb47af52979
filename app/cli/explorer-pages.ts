import type { AuditFile } from "../../activities/settlement/audit/audit-file.ts";
import type { SetupFinding } from "../../activities/settlement/setup-check.ts";
import { explorerLink, type Explorers, type OnChain } from "../community/explorer.ts";

/** Of a month of many payments the first ones stand for all: the file names each. */
const PAYMENTS_SHOWN_MAX = 20;

/** Where to look at an audit's treasury and payments with one's own eyes. */
export function auditPages(
  explorers: Explorers,
  { plan, payments }: Pick<AuditFile, "plan" | "payments">,
): readonly string[] {
  const { genesis, treasury } = plan.chain;
  const pageOf = (what: OnChain) => explorerLink(explorers, genesis, what) ?? [];
  const pages = payments.flatMap(({ signature }) => pageOf({ signature }));
  const shown = pages.slice(0, PAYMENTS_SHOWN_MAX);
  const more = pages.length - shown.length;
  return [pageOf({ address: treasury }), shown, more > 0 ? `… + ${more}` : []].flat();
}

/** What the doctor names by an address, by the check that names it. */
type Named = Partial<Readonly<Record<SetupFinding["name"], string | null>>>;

/**
 * The page of a check's address, on the chain that the nodes were found to be of: none where that
 * is not the one that was named.
 */
export function setupPages(
  explorers: Explorers,
  { findings, named }: { readonly findings: readonly SetupFinding[]; readonly named: Named },
): (name: SetupFinding["name"]) => string | null {
  const chain = findings.find(({ name }) => name === "genesis");
  return (name) => {
    const address = named[name] ?? null;
    if (address === null || chain?.level !== "ok") return null;
    return explorerLink(explorers, chain.found, { address });
  };
}
