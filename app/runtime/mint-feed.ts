import {
  HoldersRefusedError,
  type MintNode,
  type NoHolders,
} from "../../sources/mint/mint-node.ts";
import { mintSnapshots } from "../../sources/mint/snapshots.ts";
import type { Feed } from "../../sources/source.ts";
import { clusterOf, type ClusterSettings } from "../community/settlement.ts";
import type { SystemOptions } from "./system-options.ts";

/**
 * The token's mint as a feed. It only reads what anybody may: a node of the cluster, or the file that
 * the owner of the embedded chain saved last. No lock, no key, and no code of the chain before it is
 * asked for the first time.
 */
export function openMintFeed({
  config,
  folder,
}: Pick<SystemOptions, "config"> & { readonly folder: { readonly chain: string } }): Feed {
  const settings = clusterOf(config, process.env);
  const node = settings === null ? embeddedNode(folder.chain) : clusterNode(settings);
  return mintSnapshots(node) as unknown as Feed;
}

const chains = () => import("../../activities/settlement/chain/open.ts");
const lists = () => import("../../activities/settlement/chain/token-accounts.ts");

type Listed = Awaited<
  ReturnType<ReturnType<Awaited<ReturnType<typeof chains>>["readMint"]>["holdings"]>
>;

function clusterNode({ rpc, genesis, mint, treasury }: ClusterSettings): MintNode {
  const opened = once(async () =>
    (await chains()).readMint({ url: rpc.reveal(), genesis, mint, treasury }),
  );
  return {
    facts: async () => (await opened()).facts(),
    holdings: async () => held(async () => (await opened()).holdings()),
  };
}

function embeddedNode(dir: string): MintNode {
  const saved = once(async () => (await chains()).savedChain(dir));
  return {
    async facts() {
      try {
        return await (await saved())().mintFacts();
      } catch (error) {
        // The process that pays makes it at its start.
        if ((error as Error).name === "ChainMissingError") return null;
        throw error;
      }
    },
    holdings: async () => held(async () => (await saved())().mintHoldings()),
  };
}

/** Tells a node that says no from one that does not answer. */
async function held(ask: () => Promise<Listed>) {
  try {
    const { slot, accounts } = await ask();
    return { slot, accounts: accounts.map(({ address, ...of }) => ({ account: address, ...of })) };
  } catch (error) {
    const { isListRefused, MintTooLargeError } = await lists();
    if (error instanceof MintTooLargeError) throw refused("too_many", error);
    if (isListRefused(error)) throw refused("refused", error as Error);
    throw error;
  }
}

function refused(code: NoHolders, { message }: Error): HoldersRefusedError {
  return new HoldersRefusedError(code, message.slice(0, 200));
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}
