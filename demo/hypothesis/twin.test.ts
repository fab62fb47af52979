import { expect, test } from "vitest";

import { givenTwin, NOW, PAGE, TOKENS, useridOf } from "./given-library.ts";
import { SERVICE_LIMIT } from "./rate-limit.ts";

const SEARCH = "/api/search?group=g1&sort=updated&order=asc&limit=200";
const textsOf = (rows: readonly { readonly text: string }[]) => rows.map(({ text }) => text);

test("an annotation is shown with its anchor, a page note without, a reply with those above it", async () => {
  await using twin = await givenTwin();
  const root = twin.write("о целом", { quote: "Целое больше частей" });
  const answer = twin.store.reply(root, { userid: useridOf("boris"), text: "да" });
  twin.store.reply(answer, { userid: useridOf("anna"), text: "спасибо" });
  twin.write("о странице");

  const { body } = await twin.get(SEARCH);

  const [first, second, third, note] = body.rows;
  expect(body.total).toBe(4);
  expect(first).toMatchObject({
    ...{ id: root, user: useridOf("anna"), group: "g1", uri: PAGE.uri, text: "о целом", tags: [] },
    ...{ user_info: { display_name: "Анна" }, hidden: false, flagged: false },
    permissions: { read: ["group:g1"] },
    document: { title: ["Системы"] },
  });
  expect(first.updated).toMatch(/^2026-10-05T09:00:01\.000\d{3}\+00:00$/);
  expect(first.target[0].selector.map(({ type }: any) => type)).toEqual([
    ...["RangeSelector", "TextPositionSelector", "TextQuoteSelector"],
  ]);
  expect([first.references, second.references, third.references]).toEqual([
    undefined,
    [root],
    [root, answer],
  ]);
  expect(note.target).toEqual([{ source: PAGE.uri }]);
});

test("a limit above 200, an offset above 9,800 and an unknown order are refused with the reason", async () => {
  await using twin = await givenTwin();

  const refused = await Promise.all(
    ["limit=201", "offset=9801", "sort=text", "order=up", "search_after=soon"].map((query) =>
      twin.get(`/api/search?${query}`),
    ),
  );

  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
  expect(refused[0]!.body).toEqual({
    status: "failure",
    reason: "limit: 201 is greater than maximum value 200",
  });
});

test("`search_after` goes on behind a millisecond, and hides whatever else stands in it", async () => {
  await using twin = await givenTwin();
  twin.write("первая");
  const { userid, group } = { userid: useridOf("anna"), group: "g1" };
  twin.store.create({ userid, group, page: PAGE, text: "в ту же миллисекунду" });
  twin.write("третья");
  const { body: all } = await twin.get(SEARCH);
  const [first, tied, third] = all.rows;

  const after = async (value: string | number) =>
    textsOf((await twin.get(`${SEARCH}&search_after=${encodeURIComponent(value)}`)).body.rows);

  expect(first.updated).not.toBe(tied.updated);
  expect(await after(first.updated)).toEqual(["третья"]);
  expect(await after(Date.parse(first.updated) - 1)).toHaveLength(3);
  expect(await after(third.updated)).toEqual([]);
});

test("with `search_after` an offset is not listened to, and without it rows are skipped", async () => {
  await using twin = await givenTwin();
  for (const text of ["а", "б", "в"]) twin.write(text);

  const both = await twin.get(`${SEARCH}&search_after=${NOW}&offset=2`);
  const alone = await twin.get(`${SEARCH}&offset=2`);

  expect([textsOf(both.body.rows), textsOf(alone.body.rows)]).toEqual([["а", "б", "в"], ["в"]]);
});

test("the total is that of all that is found, wherever the page begins", async () => {
  await using twin = await givenTwin();
  for (const text of ["а", "б", "в"]) twin.write(text);

  const { body } = await twin.get(`/api/search?group=g1&limit=1&search_after=${NOW + 1_000}`);

  expect([body.total, textsOf(body.rows)]).toEqual([3, []]);
});

test("the index follows the database by a job: what is new comes late, what is shown is as it is", async () => {
  await using twin = await givenTwin({ indexLag_ms: 60_000 });
  const id = twin.write("черновик");
  const before = await twin.get(SEARCH);
  twin.clock.set(twin.clock.now() + 60_001);
  twin.store.edit(id, { text: "начисто" });
  const { body } = await twin.get(SEARCH);
  const [row] = body.rows;
  const behind = await twin.get(`${SEARCH}&search_after=${Date.parse(row.updated) - 1}`);
  twin.clock.set(twin.clock.now() + 60_000);
  const followed = await twin.get(`${SEARCH}&search_after=${Date.parse(row.updated) - 1}`);

  expect(before.body).toEqual({ total: 0, rows: [] });
  expect(row.text).toBe("начисто");
  // It still stands where it stood before the edit.
  expect([behind.body.rows.length, followed.body.rows.length]).toEqual([0, 1]);
});

test("what is deleted is gone at once everywhere, and the index counts it a while longer", async () => {
  await using twin = await givenTwin();
  const [gone] = [twin.write("лишнее"), twin.write("нужное")];
  twin.setIndexLag(60_000);
  twin.store.remove(gone!);

  const { body } = await twin.get(SEARCH);
  const single = await twin.get(`/api/annotations/${gone}`);
  twin.clock.set(twin.clock.now() + 60_000);
  const later = await twin.get(SEARCH);

  expect([body.total, textsOf(body.rows), later.body.total]).toEqual([2, ["нужное"], 1]);
  expect([single.status, single.body.status]).toEqual([404, "failure"]);
});

test("what is hidden vanishes for members, and `updated` does not move", async () => {
  await using twin = await givenTwin();
  const id = twin.write("грубость");
  const { body: before } = await twin.get(SEARCH, "moderator");
  twin.clock.set(NOW + 3_600_000);
  twin.store.moderate(id, "DENIED");

  const [member, author, moderator] = await Promise.all(
    (["boris", "anna", "moderator"] as const).map((as) => twin.get(SEARCH, as)),
  );
  const single = await twin.get(`/api/annotations/${id}`);

  expect(member!.body.rows).toEqual([]);
  expect(author!.body.rows).toMatchObject([{ text: "грубость", hidden: false }]);
  expect(moderator!.body.rows).toMatchObject([
    { text: "грубость", hidden: true, updated: before.rows[0].updated },
  ]);
  expect([single.body.text, single.body.hidden]).toEqual(["", true]);
});

test("a hidden annotation with an open reply stays in the list without its words", async () => {
  await using twin = await givenTwin();
  const id = twin.write("грубость");
  twin.store.reply(id, { userid: useridOf("boris"), text: "не надо так" });
  twin.store.moderate(id, "SPAM");

  const { body } = await twin.get(SEARCH);

  expect(textsOf(body.rows)).toEqual(["", "не надо так"]);
});

test("a note for oneself is shown to its author's token alone", async () => {
  await using twin = await givenTwin();
  const id = twin.write("только мне", { isShared: false });

  const seen = await Promise.all(
    (["anna", "boris", "moderator", "stranger", null] as const).map(async (as) => [
      (await twin.get(SEARCH, as)).body.total,
      (await twin.get(`/api/annotations/${id}`, as)).status,
    ]),
  );
  const group = await twin.get("/api/groups/g1/annotations", "moderator");

  expect(seen).toEqual([
    [1, 200],
    [0, 404],
    [0, 404],
    [0, 404],
    [0, 404],
  ]);
  expect(group.body.data).toEqual([]);
});

test("a private group is nothing to whoever is not in it, and to a token that nobody has", async () => {
  await using twin = await givenTwin();
  const id = twin.write("в группе");
  const paths = [
    ...["/api/groups/g1/members", "/api/groups/g1/annotations", `/api/annotations/${id}`],
    ...["/api/groups/none/members", "/api/annotations/none", "/api/none"],
  ];

  for (const as of ["stranger", null] as const) {
    const replies = await Promise.all(paths.map((path) => twin.get(path, as)));
    expect(replies.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(new Set(replies.map(({ body }) => body.reason)).size).toBe(1);
    expect((await twin.get(SEARCH, as)).body.total).toBe(0);
  }
});

test("groups and the profile are those of whoever asks", async () => {
  await using twin = await givenTwin();

  const [own, others] = [
    await twin.get("/api/groups", "anna"),
    await twin.get("/api/groups", null),
  ];
  const profile = await twin.get("/api/profile", "anna");
  const nobody = await twin.get("/api/profile", null);

  expect(own.body.map(({ id, type }: any) => [id, type])).toEqual([
    ["__world__", "open"],
    ["g1", "private"],
  ]);
  expect(others.body.map(({ id }: any) => id)).toEqual(["__world__"]);
  expect([profile.body.userid, nobody.body.userid]).toEqual([useridOf("anna"), null]);
});

test("members come at once, or page by page where a page is asked for", async () => {
  await using twin = await givenTwin();

  const whole = await twin.get("/api/groups/g1/members");
  const page = await twin.get("/api/groups/g1/members?page[number]=2&page[size]=2");

  const names = (members: any[]) => members.map(({ username }) => username);
  expect(names(whole.body)).toEqual(["moderator", "anna", "boris"]);
  expect([page.body.meta.page.total, names(page.body.data)]).toEqual([3, ["boris"]]);
});

test("a moderator's list comes from the database, newest first, and hides ties at a page's edge", async () => {
  await using twin = await givenTwin({ indexLag_ms: Number.POSITIVE_INFINITY });
  for (const text of ["а", "б", "в"]) twin.write(text);
  const hidden = twin.write("г");
  twin.store.moderate(hidden, "PENDING");

  const path = "/api/groups/g1/annotations?page[size]=2";
  const first = await twin.get(path, "moderator");
  const last = first.body.data.at(-1).created;
  const second = await twin.get(`${path}&page[after]=${encodeURIComponent(last)}`, "moderator");
  const pending = await twin.get(`${path}&moderation_status=PENDING`, "moderator");
  const member = await twin.get(path, "boris");

  expect([textsOf(first.body.data), textsOf(second.body.data)]).toEqual([
    ["г", "в"],
    ["б", "а"],
  ]);
  expect(first.body.meta.page.total).toBe(4);
  expect(textsOf(pending.body.data)).toEqual(["г"]);
  expect(member.status).toBe(404);
});

test("rows that were created in one microsecond are cut by a page's edge", async () => {
  const row = (id: string) => ({
    ...{
      id,
      userid: useridOf("anna"),
      group: "g1",
      uri: PAGE.uri,
      title: null,
      text: id,
      tags: [],
    },
    ...{ references: [], selectors: [], isShared: true, status: "APPROVED" as const },
    ...{ created: NOW * 1_000, updated: NOW * 1_000 },
  });
  const { LIBRARY } = await import("./given-library.ts");
  const annotations = ["a", "b", "c"].map((id) => ({
    id,
    versions: [{ from: 0, value: row(id) }],
  }));
  await using twin = await givenTwin({ library: { ...LIBRARY, annotations } });

  const path = "/api/groups/g1/annotations?page[size]=2";
  const { body } = await twin.get(path, "moderator");
  const after = encodeURIComponent(body.data[1].created);
  const rest = await twin.get(`${path}&page[after]=${after}`, "moderator");

  expect([textsOf(body.data), rest.body.data]).toEqual([["a", "b"], []]);
});

test("forty-five requests come through at once, then four a second, and nothing says how long to wait", async () => {
  await using twin = await givenTwin({ rateLimit: SERVICE_LIMIT });
  const ask = async (count: number, as: "boris" | "anna" = "boris") => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1)
      statuses.push((await twin.get("/api/profile", as)).status);
    return statuses.filter((status) => status === 200).length;
  };

  const atOnce = await ask(50);
  const refused = await twin.get("/api/profile");
  const another = await ask(1, "anna");
  twin.clock.set(twin.clock.now() + 1_000);
  const after = await ask(10);

  expect([atOnce, another, after]).toEqual([45, 1, 4]);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, null]);
  expect(refused.body).toEqual({ status: "failure", reason: "Request rate limit exceeded" });
});

test("faults are ordered by path: an empty page, half a page, a lost connection", async () => {
  await using twin = await givenTwin();
  for (const text of ["а", "б", "в", "г"]) twin.write(text);
  const order = (fault: "empty_page" | "truncated" | "connection_dropped") =>
    twin.faults.order({ path: "/api/search", fault, times: 1, retryAfterSeconds: 1 });

  order("empty_page");
  const empty = await twin.get(SEARCH);
  order("truncated");
  const half = await twin.get(SEARCH);
  order("connection_dropped");
  await expect(twin.get(SEARCH)).rejects.toThrow();
  const whole = await twin.get(SEARCH);

  expect([empty.body.rows.length, half.body.rows.length, whole.body.rows.length]).toEqual([
    0, 2, 4,
  ]);
  expect([empty.body.total, half.body.total]).toEqual([4, 4]);
});

test("the truth is what a search shows once the index has followed", async () => {
  await using twin = await givenTwin({ indexLag_ms: 5_000 });
  const [kept, gone, hidden] = [twin.write("а"), twin.write("б"), twin.write("в")];
  twin.write("только мне", { isShared: false });
  twin.store.edit(kept!, { text: "а, начисто" });
  twin.store.remove(gone!);
  twin.store.moderate(hidden!, "DENIED");

  const truth = twin.shownTo(TOKENS.boris);
  twin.clock.set(twin.clock.now() + 5_000);
  const { body } = await twin.get(SEARCH);

  expect(textsOf(truth as any)).toEqual(["а, начисто"]);
  expect(body.rows).toEqual(truth);
  expect(twin.shownTo(TOKENS.moderator)).toHaveLength(2);
});
