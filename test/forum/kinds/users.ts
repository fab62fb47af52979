import type { StoredUser } from "../../../demo/discourse/forum-state.ts";
import { anyUser, on, userName, type Kind, type World } from "./kind.ts";

const DAY_MS = 86_400_000;

function userKind(
  name: string,
  change: (world: World, user: StoredUser) => boolean | number,
  { after, where }: { after?: string; where?: (user: StoredUser) => boolean } = {},
): Kind {
  return {
    name,
    ...(after === undefined ? {} : { after }),
    play: (world) => on(anyUser(world, where), (user) => change(world, user), userName),
  };
}

const drawnName = ({ random }: World) => `imya_${random.whole(1, 1e8)}`;

/** What becomes of members. */
export const USERS: readonly Kind[] = [
  {
    name: "a new member",
    play: (world) => userName(world.view.changes.joinUser(drawnName(world))),
  },
  userKind("a new username", (world, { username }) => {
    world.view.changes.renameUser(username, drawnName(world));
    return true;
  }),
  userKind("a new name beside the username", (world, { id }) =>
    world.view.changes.nameUser(id, `Новое имя ${world.random.whole(1, 1e6)}`),
  ),
  userKind("a member made anonymous", ({ view }, { id }) => view.changes.anonymizeUser(id), {
    where: ({ name }) => name !== null,
  }),
  userKind("a suspension", ({ view, random }, { id }) =>
    view.changes.suspendUser(id, view.state.now() + random.whole(1, 30) * DAY_MS),
  ),
  userKind("a suspension ended", ({ view }, { id }) => view.changes.suspendUser(id, null), {
    after: "a suspension",
    where: ({ suspendedUntil }) => suspendedUntil !== null,
  }),
  userKind("a member deleted with all posts", ({ view }, { id }) => view.changes.deleteUser(id)),
  userKind("two members merged", (world, { id }) => {
    const to = anyUser(world, (user) => user.id !== id);
    return to !== null && world.view.changes.mergeUsers(id, to.id);
  }),
  userKind("a profile hidden", ({ view }, { id }) => view.changes.hideProfile(id, true)),
  userKind("a profile shown again", ({ view }, { id }) => view.changes.hideProfile(id, false), {
    after: "a profile hidden",
    where: ({ isProfileHidden }) => isProfileHidden,
  }),
];
