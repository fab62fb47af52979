/** The club's forum: five on the committee, who write nothing, and three members who do. */
import { createHmac } from "node:crypto";

import { forumServer } from "../../sources/testing/forum.ts";
import { type Asked, givenDoor, type Reply } from "./door.ts";

export interface ClubUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
}

/** What somebody hostile calls themselves, or a topic: `told` is heard in each page of the test. */
export const HOSTILE = {
  markup: `<script>told("script")</script><img src=x onerror=told("image")>`,
  turned: `\u202Eяанна\u202C "'\`\${told("template")}\` </p></script>{told("braces")}`,
  formula: `=HYPERLINK("http://127.0.0.1:9/";"Егор")`,
  long: `Оченьдлинноеимя`.repeat(40),
} as const;

export const COMMITTEE: readonly ClubUser[] = [
  { id: 1, username: "anna", name: "Анна Орлова" },
  { id: 2, username: "boris", name: HOSTILE.turned },
  { id: 3, username: "vera", name: "Вера Климова" },
  { id: 4, username: "gleb", name: "Глеб Ярцев" },
  { id: 5, username: "daria", name: HOSTILE.markup },
];
/** Of the committee, and so the one who never signs. */
export const PROPOSER: ClubUser = COMMITTEE[4]!;

export const WRITERS: readonly ClubUser[] = [
  { id: 6, username: "egor", name: HOSTILE.formula },
  { id: 7, username: "zhanna", name: HOSTILE.markup },
  { id: 8, username: "ilya", name: HOSTILE.long },
];

export const MAPPING = { 5: { topic: "interact/community", reply: "help/community" } } as const;

const TITLES = [HOSTILE.markup, HOSTILE.turned, HOSTILE.formula];
const MONTHS = ["2026-09", "2026-10"] as const;
const day = (month: string, date: number) =>
  `${month}-${String(date).padStart(2, "0")}T09:00:00.000Z`;

/** In each month each of them opens a topic, and the next one answers it. */
function written() {
  const topics = MONTHS.flatMap((month, at) =>
    WRITERS.map((_writer, index) => ({
      id: at * WRITERS.length + index + 1,
      title: `Беседа ${at * WRITERS.length + index + 1}. ${TITLES[index]}`,
      category_id: 5,
      archetype: "regular",
      visible: true,
      created_at: day(month, 2 + index),
      bumped_at: day(month, 9 + index),
    })),
  );
  const posts = topics.flatMap((topic, index) =>
    [0, 1].map((answer) => {
      const author = WRITERS[(index + answer) % WRITERS.length]!;
      const at = answer === 0 ? topic.created_at : topic.bumped_at;
      return {
        id: index * 2 + answer + 1,
        topic_id: topic.id,
        post_number: answer + 1,
        post_type: 1,
        user_id: author.id,
        username: author.username,
        name: author.name,
        category_id: topic.category_id,
        topic_title: topic.title,
        raw: `Сообщение ${index * 2 + answer}: границу системы выбирает наблюдатель, и основание у неё ${index}-е.`,
        created_at: at,
        updated_at: at,
        actions_summary: [],
      };
    }),
  );
  return { topics, posts };
}

/**
 * The forum as `until` knows it, and its sign-in for others. `/session/<name>/become` makes a
 * browser that person's, as Discourse has it in development; the rest is DiscourseConnect.
 */
export async function givenForum(secret: string) {
  const users = [...COMMITTEE, ...WRITERS];
  const categories = [{ id: 5, name: "Вопросы", slug: "voprosy", post_count: 12 }];
  const given = await forumServer({
    users: users.map((user) => ({
      ...user,
      active: true,
      staged: false,
      created_at: "2026-08-01T09:00:00.000Z",
    })),
    categories,
  });
  const door = await givenDoor(given.server.url, (asked) => signingIn(users, secret, asked));
  return {
    url: door.url,
    /** Lets the club have lived until then. */
    liveUntil(now: string) {
      const { topics, posts } = written();
      given.forum.topics.splice(0, Infinity, ...topics.filter((topic) => topic.created_at <= now));
      given.forum.posts.splice(0, Infinity, ...posts.filter((post) => post.created_at <= now));
    },
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]();
      await given[Symbol.asyncDispose]();
    },
  };
}

/** https://meta.discourse.org/t/32974, from the forum's side. */
function signingIn(
  users: readonly ClubUser[],
  secret: string,
  { url, headers }: Asked,
): Reply | null {
  const become = /^\/session\/([a-z]+)\/become$/.exec(url.pathname)?.[1];
  if (become !== undefined)
    return {
      status: 200,
      headers: { "set-cookie": `_t=${become}; Path=/; HttpOnly` },
      body: become,
    };
  if (url.pathname === "/favicon.ico") return { status: 204 };
  if (url.pathname !== "/session/sso_provider") return null;
  const sign = (payload: string) => createHmac("sha256", secret).update(payload).digest("hex");
  const sso = url.searchParams.get("sso") ?? "";
  if (url.searchParams.get("sig") !== sign(sso)) return { status: 422 };
  const asked = new URLSearchParams(Buffer.from(sso, "base64").toString());
  const name = /(?:^|; )_t=([a-z]+)/.exec(headers.cookie ?? "")?.[1];
  const user = users.find(({ username }) => username === name);
  if (user === undefined) return { status: 302, headers: { location: "/login" } };
  const said = new URLSearchParams({
    nonce: asked.get("nonce") ?? "",
    external_id: `${user.id}`,
    username: user.username,
    name: user.name,
  });
  const payload = Buffer.from(said.toString()).toString("base64");
  const back = new URL(asked.get("return_sso_url") ?? "");
  back.search = new URLSearchParams({ sso: payload, sig: sign(payload) }).toString();
  return { status: 302, headers: { location: back.href } };
}
