import { z } from "zod";

import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { HypothesisOptions } from "./options.ts";

const Profile = z.looseObject({
  userid: z.string().nullable(),
  groups: z.array(z.looseObject({ id: z.string() })),
});

/**
 * The configured groups that are shown to us now.
 *
 * Of a group that may not be read a search finds nothing and says nothing, and an annotation in it is
 * "not found": without asking for the group, a lost membership would look as if all were deleted. A
 * token that has expired is not refused either: its owner is nobody.
 */
export async function shownGroups(
  { http, groups, hasToken }: HypothesisOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const profile = await http.get(Profile, "/api/profile", { signal });
  if (hasToken && profile.userid === null) {
    throw new SourceAuthError(http.system, "GET /api/profile", 401);
  }
  const own = profile.groups.map(({ id }) => id);
  const shown: string[] = [];
  for (const group of groups) {
    // An open group of which we are no member.
    if (own.includes(group) || (await isOpen(group))) shown.push(group);
  }
  return shown;

  async function isOpen(group: string): Promise<boolean> {
    try {
      await http.get(z.looseObject({}), `/api/groups/${encodeURIComponent(group)}`, { signal });
      return true;
    } catch (error) {
      if (error instanceof SourceMissingError || error instanceof SourceAuthError) return false;
      throw error;
    }
  }
}
