import { anyPost, anyTopic, anyUser, isOpen, on, postName, topicName, type Kind } from "./kind.ts";

const DAY_MS = 86_400_000;

const newText = ({ random }: Parameters<Kind["play"]>[0]) => `Правка ${random.whole(1, 1e9)}.`;

function edit(
  name: string,
  by: "revisePost" | "editInGrace" | "editWiki",
  where: Parameters<typeof anyPost>[1] = () => true,
): Kind {
  return {
    name,
    play: (world) =>
      on(anyPost(world, where), ({ id }) => world.view.changes[by](id, newText(world)), postName),
  };
}

function write(name: string, by: "writePost" | "writeLate" | "whisper"): Kind {
  return {
    name,
    play: (world) =>
      on(
        anyTopic(world, isOpen),
        (topic) => {
          const author = anyUser(world);
          if (author === null) return null;
          return world.view.changes[by]({ topicId: topic.id, author, raw: newText(world) });
        },
        topicName,
      ),
  };
}

/** What is written, edited and rewritten. */
export const TEXTS: readonly Kind[] = [
  write("a new post", "writePost"),
  write("a post that is committed late, under a lower id", "writeLate"),
  write("a whisper among staff", "whisper"),
  {
    name: "a small action",
    play: (world) =>
      on(
        anyTopic(world, isOpen),
        ({ id }) => world.view.changes.addSmallAction(id, "autobumped"),
        topicName,
      ),
  },
  {
    name: "a new topic",
    play: (world) =>
      on(
        anyUser(world),
        (author) => {
          const category = world.random.pick([...world.view.state.categories.values()]);
          const title = `Новая тема ${world.random.whole(1, 1e6)}`;
          const raw = newText(world);
          return world.view.changes.writeTopic({ author, categoryId: category.id, title, raw });
        },
        ({ id }) => `by user ${id}`,
      ),
  },
  edit("an edit by the author", "revisePost"),
  edit("an edit within the grace period", "editInGrace"),
  {
    name: "an edit of a post older than a month",
    play: (world) => {
      const before = world.view.state.now() - 31 * DAY_MS;
      const old = anyPost(world, ({ value }) => Date.parse(String(value["created_at"])) < before);
      return on(old, ({ id }) => world.view.editPost(id, newText(world)), postName);
    },
  },
  {
    name: "an edit of a topic's last post, which bumps it",
    play: (world) => {
      const topic = anyTopic(world, isOpen);
      const last = topic === null ? null : world.view.topic(topic.id)?.posts.at(-1);
      const found = anyPost(world, ({ id }) => id === last?.["id"]);
      return on(found, ({ id }) => world.view.editPost(id, newText(world)), postName);
    },
  },
  edit("an edit of a wiki by another", "editWiki"),
  {
    name: "a rebake",
    play: (world) => on(anyPost(world), ({ id }) => world.view.changes.rebakePost(id), postName),
  },
  {
    name: "a remap of words in SQL",
    play: (world) =>
      on(
        anyPost(world, ({ value }) => String(value["raw"]).includes("екст")),
        ({ id }) => world.view.changes.remap(id, "екст", `ex${world.random.whole(1, 99)}`),
        postName,
      ),
  },
  ...(["changeOwner", "reassign"] as const).map((by): Kind => ({
    name: by === "reassign" ? "a change of owner in SQL" : "a change of owner",
    play: (world) =>
      on(
        anyPost(world),
        ({ id, value }) => {
          const owner = anyUser(world, (user) => user.id !== value["user_id"]);
          return owner !== null && world.view.changes[by](id, owner);
        },
        postName,
      ),
  })),
];
