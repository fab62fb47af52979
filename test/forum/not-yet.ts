import type { OrderedFault } from "./steps.ts";

const OLD_LIKES =
  "an old like that was found gone and is shown again never lands: a sweep of likes has keys alone";

export interface NotYet {
  readonly kinds: Readonly<Record<string, string>>;
  readonly faults: readonly (Pick<OrderedFault, "fault" | "path"> & { readonly why: string })[];
}

/**
 * Kinds of change and faults that the reader does not get right so far, each with its reason. The
 * slice in `npm test` leaves them out; `npm run forum` plays them all. To be emptied.
 */
export const NOT_YET: NotYet = {
  kinds: {
    "a restoration of a topic": OLD_LIKES,
    "a private message turned into a topic": OLD_LIKES,
    "two members merged": OLD_LIKES,
    "a like given again, with its old date": OLD_LIKES,
    "a category made public again": OLD_LIKES,
  },
  faults: [],
};
