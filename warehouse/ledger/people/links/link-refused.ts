export type LinkRefusalCode =
  | "same_account"
  | "linked_already"
  | "asked_already"
  | "no_person"
  | "not_deanery"
  | "own_word"
  | "nothing_waits"
  | "still_contradicts"
  | "no_link"
  | "no_choice"
  | "links_changed"
  | "no_reason";

const EXPLANATIONS: Readonly<Record<LinkRefusalCode, string>> = {
  same_account: "Both are one account. Name two.",
  linked_already: "The two are one person already.",
  asked_already: "It was asked for already, and waits for somebody else to confirm it.",
  no_person: "One of them is declared a bot or an agent: it has an owner, and is nobody's account.",
  not_deanery: "Only somebody of the deanery, the operator, or whose account it is may say that.",
  own_word: "Whoever asked for it does not confirm it, nor does one person for both. Ask another.",
  nothing_waits: "Nothing of that id waits any more: it was made or dropped. Look at what does.",
  still_contradicts: "It contradicts what stands. Undo what is wrong there first, or drop this.",
  no_link: "No such link stands. Look at `vklad identity why`.",
  no_choice: "Say which links: by id, method, who asserted them, time or evidence.",
  links_changed: "Other links are meant by now than were shown. Look at them again.",
  no_reason: "Say why in one line of up to 500 characters: the ledger keeps it.",
};

/** A link that was not asked for, made, dropped or undone; `code` says why. Nothing was changed. */
export class LinkRefusedError extends Error {
  override readonly name = "LinkRefusedError";
  readonly code: LinkRefusalCode;
  constructor(code: LinkRefusalCode, link: string) {
    super(`Link ${link} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}
