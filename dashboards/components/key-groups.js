/** How much of a key's id is compared by voice: 128 bits, which nobody makes twice. */
const SHOWN_CHARS = 32;

/** A key's id in groups of four, to be read out. */
export const keyGroups = (keyId) => digestGroups(keyId.slice(0, SHOWN_CHARS));

/** The whole of a digest in groups of four. */
export const digestGroups = (digest) => digest.match(/.{1,4}/g).join(" ");
