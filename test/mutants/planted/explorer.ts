import type { Mutant } from "../mutant.ts";

/** Where people are led to look at what is on the chain. */
export const explorerMutants: readonly Mutant[] = [
  {
    change: "look for what is on an unknown chain at the explorer of another",
    file: "app/community/explorer.ts",
    find: "explorers[genesis] ?? {}",
    replace: "explorers[genesis] ?? Object.values(explorers)[0] ?? {}",
    check: ["app/community/explorer.test.ts"],
  },
  {
    change: "take any text for the address of an explorer",
    file: "app/community/settlement-settings.ts",
    find: "^(https?://[^\\\\s/{}]+/\\\\S*",
    replace: "^(\\\\S*",
    check: ["app/community/configuration.test.ts"],
  },
  {
    change: "lead from the doctor to the explorer of a cluster that the nodes are not of",
    file: "app/cli/explorer-pages.ts",
    find: 'if (address === null || chain?.level !== "ok") return null;',
    replace: "if (address === null || chain === undefined) return null;",
    check: ["app/cli/explorer-pages.test.ts"],
  },
  {
    change: "link a page's signature of any chain to the cluster that is paid on now",
    file: "dashboards/components/explorer.js",
    find: 'pageOf(genesis, "transaction"',
    replace: 'pageOf(genesis ?? current, "transaction"',
    check: ["dashboards/test/explorer.test.ts"],
  },
  {
    change: "give an explorer a hold on the page that leads to it",
    file: "dashboards/components/OnChain.svelte",
    find: ' rel="noopener noreferrer"',
    replace: "",
    check: ["dashboards/test/explorer.test.ts"],
  },
];
