import type { Request } from "../loopback.ts";
import { isHidden, WORLD, type AnnotationRow, type GroupRole, type Library } from "./library.ts";

/** Whoever asks: a user by their token. An unknown token is nobody's, and nobody is told. */
export interface Viewer {
  readonly userid: string | null;
  readonly token: string | null;
  mayRead(group: string): boolean;
  moderates(group: string): boolean;
  /** Their own, or shared in a group they may read. */
  sees(row: AnnotationRow): boolean;
}

const MODERATING: readonly GroupRole[] = ["moderator", "admin", "owner"];

export function viewerOf({ users, groups }: Library, headers: Request["headers"]): Viewer {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? null;
  const userid = users.find((user) => user.token === token)?.userid ?? null;
  const rolesIn = (group: string) =>
    groups.find(({ id }) => id === group)?.members.find((member) => member.userid === userid)
      ?.roles ?? [];
  const mayRead = (group: string) =>
    group === WORLD ||
    groups.find(({ id }) => id === group)?.type === "open" ||
    rolesIn(group).length > 0;
  return {
    userid,
    token,
    mayRead,
    moderates: (group) => rolesIn(group).some((role) => MODERATING.includes(role)),
    sees: (row) =>
      (row.userid === userid && userid !== null) || (row.isShared && mayRead(row.group)),
  };
}

/** Moderators and the author read hidden words, others see that there is something. */
export function readsWordsOf(viewer: Viewer, row: AnnotationRow): boolean {
  return !isHidden(row) || row.userid === viewer.userid || viewer.moderates(row.group);
}
