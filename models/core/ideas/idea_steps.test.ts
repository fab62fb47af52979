import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { sha256 } from "../../given.ts";
import { ideaPosts } from "./idea_posts.ts";
import { ideaTopics } from "./idea_topics.ts";
import { ideaSteps } from "./idea_steps.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 9, 2, hour));
const idOf = (key: string) => `c_${sha256(key).slice(0, 16)}`;

const CHAT = "-1001234567890";
const TEXT = "Граница системы там, где кончается то, на что вы можете повлиять сегодня.";

function said(id: number, hour: number, text: string, more: object = {}) {
  return {
    ...{ system: "telegram", chat_id: CHAT, message_id: `${id}`, member_id: "ada", text },
    ...{ sent_at: at(hour), ...more },
  };
}
function post(number: number, hour: number, text: string, more: object = {}) {
  return {
    ...{ post_id: `${number}`, contribution_id: `c_post${number}`, member_id: "ada", text },
    ...{ topic_id: "301", post_number: number, title: "Граница", created_at: at(hour), ...more },
  };
}
function note(id: string, hour: number, text: string, more: object = {}) {
  return {
    ...{ annotation_id: id, contribution_id: idOf(`annotation|${id}`), member_id: "ada", text },
    ...{ created_at: at(hour), ...more },
  };
}

async function steps(given: {
  chats?: readonly object[];
  posts?: readonly { topic_id: string }[];
  notes?: readonly object[];
  links?: readonly object[];
}) {
  const { chats = [], posts = [], notes = [], links = [] } = given;
  await using warehouse = await givenWarehouse({
    chat_messages: chats as never,
    posts: posts as never,
    annotations: notes as never,
    stg_discourse_posts: posts.map(({ topic_id }) => ({ topic_id, topic_slug: "granitsa" })),
    stg_telegram_links: links as never,
  });
  for (const model of [ideaPosts, ideaTopics]) await warehouse.build(model as typeof ideaPosts);
  const rows = await warehouse.build(ideaSteps);
  return rows
    .toSorted((a, b) => a.idea_id.localeCompare(b.idea_id) || a.step - b.step)
    .map(({ step, place, member_id, known_by }) => `${step} ${place} ${member_id} ${known_by}`);
}

const TO_CHAT = "Развиваю мысль из https://t.me/c/1234567890/5";
const TO_POST = "Здесь видно то же: https://club.example.org/t/granitsa/301/2";

test("a thought that goes from a chat to the club to a margin is one idea", async () => {
  expect(
    await steps({
      chats: [said(5, 1, TEXT)],
      posts: [post(2, 2, TO_CHAT)],
      notes: [note("n1", 3, TO_POST, { member_id: "bob" })],
    }),
  ).toEqual(["1 telegram ada null", "2 forum ada link", "3 margin bob link"]);
});

test("it goes back as well, and to several places at once", async () => {
  const link = { chat_id: BigInt(CHAT), message_id: 6n, url: "https://t.me/c/1234567890/5" };
  const discord = { system: "discord", chat_id: "10" };

  expect(
    await steps({
      chats: [
        said(5, 4, `В заметках: https://hypothes.is/a/vU6pMACEEem9PdtjGwIgQw`),
        said(7, 5, "См. https://t.me/c/1234567890/5", discord),
        // Behind words, and in the same place: a conversation.
        said(6, 6, "Тут было"),
      ],
      notes: [note("vU6pMACEEem9PdtjGwIgQw", 1, TEXT)],
      links: [link],
    }),
  ).toEqual(["1 margin ada null", "2 telegram ada link", "3 discord ada link"]);
});

test("eight words in a row that are marked as a quotation join, and the first who said them counts", async () => {
  const quoting = `> ${TEXT}\nВот это мне помогло.`;

  expect(
    await steps({
      chats: [said(5, 1, TEXT), said(6, 2, TEXT, { member_id: "bob" })],
      posts: [post(2, 3, quoting), post(3, 4, `> Граница системы там.\nКоротко.`)],
    }),
  ).toEqual(["1 telegram ada null", "2 forum ada quote"]);
});

test.each([
  ["what is later", { chats: [said(5, 3, TEXT)], posts: [post(2, 2, TO_CHAT)] }],
  ["what is gone", { posts: [post(2, 2, TO_CHAT)] }],
  [
    "another forum's topic of the same number",
    { posts: [post(2, 1, TEXT)], chats: [said(5, 2, "https://x.org/t/other/301/2")] },
  ],
  ["what is in the same place", { posts: [post(2, 1, TEXT), post(3, 2, `> ${TEXT}\nДа.`)] }],
  ["nothing", { chats: [said(5, 1, TEXT)], posts: [post(2, 2, TEXT)] }],
])("an address of %s makes no idea", async (_what, given) => {
  expect(await steps(given)).toEqual([]);
});
