/** Alone on its line an address becomes a preview with a title; its words are the page's. */
const ADDRESS = /\b(?:https?|ftp|upload|mailto):[^\s<>()"«»]+|\bwww\.[^\s<>()"«»]+/giu;
const LINK_TARGET = /\]\((?:[a-z]+:|\/|www\.)[^()\s]*(?:[ \t]+"[^"\n]*")?\)/giu;

/** Prose in which links keep the words they are shown under, and not those of their addresses. */
export function withoutAddresses(prose: string): string {
  return prose.replaceAll(LINK_TARGET, "]").replaceAll(ADDRESS, " ");
}
