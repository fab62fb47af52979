import type { Mutant } from "../mutant.ts";

const SNAPSHOTS = "sources/mint/snapshots.ts";
const READ = ["sources/mint/snapshots.test.ts"];
const OVER_RPC = ["app/runtime/mint-feed.test.ts"];
const BUILT = ["models/marts/committee/committee_mint.test.ts"];

/** Supply, holders and circulation of the token. */
export const mintMutants: readonly Mutant[] = [
  {
    change: "believe a list of holders that does not add up to the supply",
    file: SNAPSHOTS,
    find: "if (sum === facts.supply) return",
    replace: "if (sum <= facts.supply) return",
    check: READ,
  },
  {
    change: "ask a node for all accounts at every run",
    file: SNAPSHOTS,
    find: "if (last.day === day && last.facts === digestOf(told(facts))) return nothing;",
    replace: "",
    check: READ,
  },
  {
    change: "let a node that lists no accounts stop the reading of the mint",
    file: SNAPSHOTS,
    find: "if (!(error instanceof HoldersRefusedError)) throw error;",
    replace: "throw error;",
    check: READ,
  },
  {
    change: "take a node that does not answer for one that has no holders to tell",
    file: "app/runtime/mint-feed.ts",
    find: 'if (isListRefused(error)) throw refused("refused", error as Error);',
    replace: 'if (error instanceof Error) throw refused("refused", error);',
    check: OVER_RPC,
  },
  {
    change: "count the holders of another token among ours",
    file: "activities/settlement/chain/token-accounts.ts",
    find: "return held?.mint === mint ? [",
    replace: "return held !== null ? [",
    check: OVER_RPC,
  },
  {
    change: "read the mint of another chain than the one that is named",
    file: "activities/settlement/chain/cluster/read-mint.ts",
    find: "if (named !== null && genesis !== named) {",
    replace: "if (named !== null && genesis === named) {",
    check: OVER_RPC,
  },
  {
    change: "count what lies in the treasury among the owners",
    file: "models/core/token/token_owners.ts",
    find: '.whereRef("h.account", "<>", "l.treasury")',
    replace: "",
    check: BUILT,
  },
  {
    change: "count an owner once for each account",
    file: "models/core/token/token_owners.ts",
    find: '.groupBy(["l.holdings", "l.treasury", "owner"])',
    replace: '.groupBy(["l.holdings", "l.treasury", "owner", "account"])',
    check: BUILT,
  },
  {
    change: "hold circulation against what was paid of another token, too",
    file: "models/marts/committee/committee_mint_days.ts",
    find: '.onRef("paid.mint", "=", "d.mint")',
    replace: "",
    check: BUILT,
  },
  {
    change: "hold circulation against what was paid only later",
    file: "models/marts/committee/committee_mint_days.ts",
    find: '.onRef("paid.slot", "<=", "d.slot")',
    replace: "",
    check: BUILT,
  },
];
