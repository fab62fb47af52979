/** A chat of a cohort, and what happens in it. */
import type { Json } from "../source.ts";
import type { Chats } from "./options.ts";

export const CLUB = -1_001_234_567_890;
export const BARE_CLUB = 1_234_567_890;
export const CHATS: Chats = { [CLUB]: { cohort: "2", topics: { 4: "3" } } };

/** 5 October 2026, 08:00 in UTC. */
export const MORNING = 1_791_187_200;

export const ANNA = { id: 77, is_bot: false, first_name: "Анна", username: "anna" };

export function messageOf(fields: object = {}): Json {
  return {
    ...{ message_id: 55, date: MORNING, from: ANNA, text: "Система в глазах смотрящего." },
    chat: { id: CLUB, type: "supergroup", title: "Поток 2", is_forum: true },
    ...fields,
  } as Json;
}

export function updateOf(update_id: number, kind: string, content: object): Json {
  return { update_id, [kind]: content } as Json;
}

export function exportedOf(fields: object = {}): Json {
  return {
    ...{ id: 55, type: "message", date: "2026-10-05T11:00:00", date_unixtime: `${MORNING}` },
    ...{ from: "Анна", from_id: "user77", text: "Система в глазах смотрящего." },
    text_entities: [{ type: "plain", text: "Система в глазах смотрящего." }],
    ...fields,
  } as Json;
}
