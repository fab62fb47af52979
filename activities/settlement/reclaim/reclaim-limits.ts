/** A transaction may land up to this many blocks after the one whose hash it names. */
const BLOCKHASH_BLOCKS = 150;

/** How far a look at the guards of a batch may be behind the block hash it is signed with. */
export const LOOK_BEHIND_SLOTS_MAX = 32;

/**
 * Blocks from when a plan's closing was seen to be final until its receipts may be taken back. Who
 * saw no closing signed with a block hash that is at most `LOOK_BEHIND_SLOTS_MAX` younger than that
 * look, of a fork that may have been dropped since (32 blocks): all such bytes have expired after
 * 150 + 32 + 32. The rest is for what nobody thought of.
 */
export const AFTER_CLOSING_BLOCKS = 2 * BLOCKHASH_BLOCKS;
