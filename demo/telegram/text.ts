import type { MessageEntity } from "@grammyjs/types";

/** A piece of a text with what it is, by the names of an export. */
export type Piece =
  | string
  | {
      readonly type:
        | "bold"
        | "italic"
        | "code"
        | "spoiler"
        | "blockquote"
        | "link"
        | "mention"
        | "hashtag"
        | "email"
        | "phone"
        | "bot_command";
      readonly text: string;
    }
  | { readonly type: "pre"; readonly text: string; readonly language: string }
  | { readonly type: "text_link"; readonly text: string; readonly href: string }
  | { readonly type: "mention_name"; readonly text: string; readonly user_id: number };

/** A text as people write it. */
export type Rich = readonly Piece[];

export function plain(text: Rich): string {
  return text.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("");
}

/** A string where nothing in it is marked, else a list: so an export has it. */
export function exportedText(text: Rich): string | readonly Piece[] {
  return text.every((piece) => typeof piece === "string") ? plain(text) : text;
}

/** Always a list; what is not marked is `plain`. */
export function exportedEntities(text: Rich): readonly object[] {
  return text
    .filter((piece) => typeof piece !== "string" || piece !== "")
    .map((piece) => (typeof piece === "string" ? { type: "plain", text: piece } : piece));
}

const OF_BOT = {
  link: "url",
  phone: "phone_number",
  mention_name: "text_mention",
} as const;

/** Places are counted in UTF-16, as JavaScript counts. */
export function botEntities(text: Rich, nameOf: (id: number) => string): MessageEntity[] {
  const entities: MessageEntity[] = [];
  let offset = 0;
  for (const piece of text) {
    const length = (typeof piece === "string" ? piece : piece.text).length;
    if (typeof piece !== "string") {
      const { type } = piece;
      const named =
        type === "link" || type === "phone" || type === "mention_name" ? OF_BOT[type] : type;
      const entity = {
        type: named,
        offset,
        length,
        ...(type === "text_link" ? { url: piece.href } : {}),
        ...(type === "pre" ? { language: piece.language } : {}),
        ...(type === "mention_name"
          ? {
              user: {
                id: piece.user_id,
                is_bot: false,
                first_name: nameOf(piece.user_id),
              },
            }
          : {}),
      };
      entities.push(entity as MessageEntity);
    }
    offset += length;
  }
  return entities;
}
