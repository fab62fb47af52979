/** Whose accounts are one person's, by whose word, and how that is undone. */
export { areOnePerson, authorityOver, DEANERY } from "./authority.ts";
export { contradictionOf, declaredActors } from "./contradiction.ts";
export type { Contradiction, KnownAccounts, NamedAccount } from "./contradiction.ts";
export { LinkRefusedError } from "./link-refused.ts";
export type { LinkRefusalCode } from "./link-refused.ts";
export { accountsJoined, linksAsOf, linksOf, standingLinks } from "./links.ts";
export type { AccountLink } from "./links.ts";
export { askLink, confirmationRefusal, confirmLink, dropLink } from "./ask-link.ts";
export { proveLink } from "./prove-link.ts";
export type { LinkOutcome, Pair } from "./write-link.ts";
export { declareActor, isSuggestionRefused, refuseSuggestion } from "./other-words.ts";
export { chosenLinks, undoLinks } from "./undo-links.ts";
export type { LinkChoice } from "./undo-links.ts";
export { waitingLinks } from "./waiting.ts";
export type { WaitingLink } from "./waiting.ts";
