import { anyCategory, anyUser, on, type Kind } from "./kind.ts";

const named = ({ id }: { id: number }) => `category ${id}`;

export const CATEGORIES: readonly Kind[] = [
  {
    name: "a new category",
    play: (world) =>
      on(
        anyUser(world),
        (author) =>
          world.view.changes.createCategory(`Раздел ${world.random.whole(9, 1e6)}`, author),
        ({ id }) => `by user ${id}`,
      ),
  },
  {
    name: "a category renamed",
    play: (world) =>
      on(
        anyCategory(world),
        ({ id }) => world.view.changes.renameCategory(id, `Имя ${world.random.whole(1, 1e6)}`),
        named,
      ),
  },
  {
    name: "a category put under another",
    play: (world) => {
      const { categories } = world.view.state;
      const isAbove = (id: number) => [...categories.values()].some((c) => c.parentId === id);
      const isTop = (id: number) => categories.get(id)?.parentId === null;
      return on(
        anyCategory(world, (id) => isTop(id) && !isAbove(id)),
        ({ id }) => {
          const to = anyCategory(world, (other) => other !== id && isTop(other));
          return to !== null && world.view.changes.moveCategory(id, to.id);
        },
        named,
      );
    },
  },
  {
    name: "a category put at the top again",
    after: "a category put under another",
    play: (world) =>
      on(
        anyCategory(world, (id) => world.view.state.categories.get(id)?.parentId !== null),
        ({ id }) => world.view.changes.moveCategory(id, null),
        named,
      ),
  },
  {
    name: "a category deleted, its topics moved before",
    play: (world) =>
      on(
        world.view.state.categories.size < 3 ? null : anyCategory(world),
        ({ id }) => {
          const to = anyCategory(world, (other) => other !== id);
          return to !== null && world.view.changes.deleteCategory(id, to.id);
        },
        named,
      ),
  },
  ...[true, false].map((isRestricted): Kind => ({
    name: isRestricted ? "a category made private" : "a category made public again",
    ...(isRestricted ? {} : { after: "a category made private" }),
    play: (world) =>
      on(
        anyCategory(
          world,
          (id) => world.view.state.categories.get(id)?.isRestricted !== isRestricted,
        ),
        ({ id }) => world.view.changes.restrictCategory(id, isRestricted),
        named,
      ),
  })),
];
