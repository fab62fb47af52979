import type { KeptContents } from "../hook.ts";
import { keptFeed } from "../kept-feed.ts";
import { type KeyedHash, sortOut, type Withheld, withoutFields } from "../records.ts";
import type { Feed } from "../source.ts";
import { discoursePostsStream } from "./posts.ts";
import { isPrivate } from "./private.ts";
import { Keyed } from "./recent-posts.ts";

/** A hook's post bears more than a list's. */
const WITHHELD: Withheld = { hash: [["**", "email"]], drop: [["**", "ip_address"]] };

/**
 * What destroyed posts said last: a version as of their last edit. That they are gone is for the sweep
 * to find, which the hook has asked for.
 */
export function destroyedPosts(kept: KeptContents, hash: KeyedHash): Feed {
  const withheld = withoutFields(WITHHELD, hash);
  return keptFeed(discoursePostsStream, kept, async (contents) => {
    const { known, quarantined } = sortOut(
      Keyed,
      contents.filter((post) => !isPrivate(post)).map(withheld),
    );
    return { records: known.map(({ record }) => record), quarantined };
  });
}
