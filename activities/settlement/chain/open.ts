/** The ways to a chain: in this process, as its owner last saved it, or on a cluster. */
export { openEmbeddedChain, type EmbeddedChain } from "./embedded/open.ts";
export { savedChain } from "./embedded/saved.ts";
export { connectCluster } from "./cluster/connect.ts";
export { readMint } from "./cluster/read-mint.ts";
export { openCluster, type Cluster } from "./cluster/open.ts";
export { takesV1 } from "./takes-v1.ts";
export { lockChain } from "./embedded/owner-lock.ts";
