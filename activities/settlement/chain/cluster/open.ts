import { ChainMismatchError, SettlementSetupError } from "../../errors.ts";
import { tokenAccountOf } from "../../recipients.ts";
import { multisigOf } from "../../treasury/multisig.ts";
import type { ChainPort, ChainView } from "../port.ts";
import { witnessed, type NamedNode } from "../witnessed.ts";
import { connectCluster } from "./connect.ts";

export interface ClusterOptions {
  readonly name: string;
  /** That of the named cluster; null believes whatever the nodes agree on. */
  readonly genesis: string | null;
  readonly rpc: string;
  readonly witnesses: readonly string[];
  readonly mint: string;
  readonly treasury: string;
  /** Who pays, where that is not the treasury's owner. */
  readonly settler?: string | null;
  readonly timeoutMs?: number;
}

export interface Cluster {
  /** As all nodes see it together. */
  readonly chain: ChainPort;
  readonly nodes: readonly [NamedNode, ...NamedNode[]];
  /** What a plan is told of the chain: who pays is who is named, or else who owns the treasury. */
  view(): Promise<ChainView>;
}

/** A cluster behind its nodes. Nothing is asked before it is needed. */
export function openCluster(options: ClusterOptions): Cluster {
  const { rpc, witnesses, mint, treasury, timeoutMs } = options;
  const timing = timeoutMs === undefined ? {} : { timeoutMs };
  const [primary, ...others] = [rpc, ...witnesses].map((url, index) => ({
    name: `${index === 0 ? "node" : `witness ${index}`} ${new URL(url).host}`,
    chain: connectCluster(url, timing),
  })) as [NamedNode, ...NamedNode[]];
  const chain = witnessed(primary, others);
  return {
    chain,
    nodes: [primary, ...others],
    async view() {
      const genesis = await chain.genesis();
      if (options.genesis !== null && genesis !== options.genesis) {
        throw new ChainMismatchError(
          `settlement.cluster is ${options.name}, whose genesis is ${options.genesis}; the nodes ` +
            `are of ${genesis}. Name nodes of ${options.name}.`,
        );
      }
      const { values } = await chain.accounts([treasury], "finalized");
      const held = tokenAccountOf(values[0] ?? null);
      if (held === null || held.mint !== mint) {
        throw new SettlementSetupError(
          `settlement.treasury is ${treasury}; expected a token account of the mint ${mint} on ` +
            `${options.name}. Run \`vklad settlement doctor\`.`,
        );
      }
      const settler = options.settler ?? held.owner;
      if (settler === held.owner) await assertNoMultisig(chain, treasury, held.owner);
      const { accounts, signaturesOf, transaction, simulate } = chain;
      const asked = { accounts, signaturesOf, transaction, simulate };
      return { genesis, mint, treasury, settler, ...asked };
    },
  };
}

/** A multisig signs no payment: who does has to be named before anybody approves a plan. */
async function assertNoMultisig(chain: ChainPort, treasury: string, owner: string): Promise<void> {
  const { values } = await chain.accounts([owner], "finalized");
  if (multisigOf(values[0] ?? null) === null) return;
  throw new SettlementSetupError(
    `settlement.treasury is ${treasury}, which the multisig ${owner} owns; expected ` +
      "settlement.settler to name the address of the key that pays from it.",
  );
}
