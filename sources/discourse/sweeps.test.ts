/** What changed, went and came back long after it was written, and what a sweep makes of it. */
import { expect, test } from "vitest";

import { discourse } from "./connector.ts";
import { givenClub, type Club } from "./given-club.ts";

/** Since then nothing lists them: no stamp moves, and no list shows them among the first. */
const OLD_POST = 41;
const OLD_TOPIC = 3;
const OLD_LIKE = 30;

const streams = discourse.streams.map(({ name }) => name);

/** Each club is played once, and looked at by the tests of its streams. */
function once<T>(play: () => Promise<T>): () => Promise<T> {
  let played: Promise<T> | undefined;
  return () => (played ??= play());
}

async function runAndSweep(club: Club) {
  await club.run();
  await club.sweep();
  return club.held();
}

const changed = once(async () => {
  const club = await givenClub();
  const before = await runAndSweep(club);
  const { view } = club;
  view.changes.movePost(OLD_POST, 5);
  // A like says in which topic its post stands.
  view.changes.movePost(2 * OLD_LIKE + 1, 7);
  view.changes.changeTopic(OLD_TOPIC, { title: "Граница", categoryId: 2 });
  view.changes.nameUser(3, "Новое имя");
  view.changes.renameCategory(2, "Новый");
  return { before, after: await runAndSweep(club), shown: await club.shown() };
});

test.each(streams)(
  "a record of %s that changed without a trace is as it is after a run with a sweep",
  async (stream) => {
    const { before, after, shown } = await changed();

    expect(after[stream]).toEqual(shown[stream]);
    expect(after[stream]).not.toEqual(before[stream]);
  },
);

/** One of each goes, and comes back just as it was. */
function removeSome({ view, clock }: Club): () => void {
  const { users, categories, likes } = view.state;
  const like = likes[OLD_LIKE]!;
  view.deletePost(OLD_POST);
  view.changes.deleteTopic(7, true);
  like.until = clock.now();
  const user = users.get(4)!;
  const category = categories.get(2)!;
  users.delete(4);
  categories.delete(2);
  return () => {
    view.changes.restorePost(OLD_POST);
    view.changes.deleteTopic(7, false);
    like.until = null;
    users.set(4, user);
    categories.set(2, category);
  };
}

const removed = once(async () => {
  const club = await givenClub();
  const before = await runAndSweep(club);
  const restore = removeSome(club);
  const without = { after: await runAndSweep(club), shown: await club.shown() };
  restore();
  return { before, without, back: await runAndSweep(club), shown: await club.shown() };
});

test.each(streams)("a record of %s that is gone is deleted by a sweep", async (stream) => {
  const { before, without } = await removed();

  expect(without.after[stream]).toEqual(without.shown[stream]);
  expect(without.after[stream]!.length).toBeLessThan(before[stream]!.length);
});

test.each(streams)(
  "a record of %s that is back just as it was is there after the next sweep",
  async (stream) => {
    const { back, shown } = await removed();

    expect(back[stream]).toEqual(shown[stream]);
  },
);

test("what an earlier sweep judged wrongly is there again after the next one, in every stream", async () => {
  const club = await givenClub();
  await club.run();
  for (const { name, stream } of club.feeds) {
    const after = await club.landing.lastNumber(name);
    const { primaryKey } = stream;
    await club.landing.writeSweep(name, { keys: [], until: club.until(), primaryKey, after });
  }
  expect(Object.values(await club.held()).flat()).toEqual([]);

  const held = await runAndSweep(club);

  const shown = await club.shown();
  expect(held).toEqual(shown);
  expect(await club.loaded()).toEqual(shown);
});

test("a sweep of a club that did not change leaves no trace in landing", async () => {
  const club = await givenClub();
  await runAndSweep(club);
  await runAndSweep(club);
  const files = await club.landing.files();

  await runAndSweep(club);

  expect(await club.landing.files()).toEqual(files);
});
