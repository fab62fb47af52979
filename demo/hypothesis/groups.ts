import type { Reply, Request } from "../loopback.ts";
import { annotationJson, instantOf } from "./annotation-json.ts";
import { WORLD, type HypothesisGroup, type Library, type ModerationStatus } from "./library.ts";
import { invalid, NOT_FOUND, wholeIn } from "./replies.ts";
import { faulty } from "./search.ts";
import type { Store } from "./store.ts";
import type { Viewer } from "./viewer.ts";

const PAGE_ROWS = { low: 1, high: 100, absent: 20 };
const STATUSES: readonly ModerationStatus[] = ["APPROVED", "PENDING", "SPAM", "DENIED"];
const AUTHORITY = "hypothes.is";

interface Asked {
  readonly request: Request;
  readonly viewer: Viewer;
  readonly library: Library;
  readonly store: Store;
}

const WORLD_GROUP: HypothesisGroup = { id: WORLD, name: "Public", type: "open", members: [] };

/** `/api/groups`: everybody's, and those that the user is in. */
export function answerGroups({ viewer, library }: Asked): Reply {
  const own = library.groups.filter(({ members }) =>
    members.some(({ userid }) => userid === viewer.userid),
  );
  return { status: 200, body: [WORLD_GROUP, ...own].map(groupJson) };
}

export function answerProfile({ viewer, library }: Asked): Reply {
  const own = library.groups.filter(({ members }) =>
    members.some(({ userid }) => userid === viewer.userid),
  );
  const user = library.users.find(({ userid }) => userid === viewer.userid);
  return {
    status: 200,
    body: {
      userid: viewer.userid,
      authority: AUTHORITY,
      groups: [WORLD_GROUP, ...own].map(({ id, name, type }) => {
        return { id, name, public: type === "open" };
      }),
      features: {},
      preferences: {},
      ...(user === undefined ? {} : { user_info: { display_name: user.displayName } }),
    },
  };
}

/** Without `page[number]` all members come at once, in a list; with it, a page of them. */
export function answerMembers({ request, viewer, library }: Asked, id: string): Reply {
  const group = library.groups.find((one) => one.id === id);
  if (group === undefined || !viewer.mayRead(id)) return NOT_FOUND;
  const data = group.members.map(({ userid, roles, joinedAt }) => ({
    authority: AUTHORITY,
    userid,
    username: userid.replace(/^acct:|@.*$/g, ""),
    display_name: library.users.find((user) => user.userid === userid)?.displayName ?? null,
    roles,
    actions: [],
    created: instantOf(joinedAt * 1_000),
    updated: instantOf(joinedAt * 1_000),
  }));
  const { query, fault } = request;
  if (!query.has("page[number]")) return { status: 200, body: faulty(data, fault) };
  const number = wholeIn(query, "page[number]", {
    low: 1,
    high: Number.MAX_SAFE_INTEGER,
    absent: 1,
  });
  const size = wholeIn(query, "page[size]", PAGE_ROWS);
  if (typeof number !== "number") return number;
  if (typeof size !== "number") return size;
  const page = data.slice((number - 1) * size, number * size);
  return {
    status: 200,
    body: { meta: { page: { total: data.length } }, data: faulty(page, fault) },
  };
}

/**
 * `/api/groups/{id}/annotations`, for moderators: straight from the database, the newest first, with
 * what is hidden. `page[after]` takes what was created before it: of rows that share the instant of a
 * page's last one, those behind it never come.
 */
export function answerGroupAnnotations(
  { request, viewer, library, store }: Asked,
  id: string,
): Reply {
  if (!viewer.moderates(id)) return NOT_FOUND;
  const { query, fault } = request;
  const size = wholeIn(query, "page[size]", PAGE_ROWS);
  if (typeof size !== "number") return size;
  const status = query.get("moderation_status");
  if (status !== null && !STATUSES.some((one) => one === status)) {
    return invalid(`moderation_status: "${status}" is not one of ${STATUSES.join(", ")}`);
  }
  const after = query.get("page[after]");
  if (after !== null && Number.isNaN(Date.parse(after))) {
    return invalid(`page[after]: "${after}" is not a valid datetime`);
  }
  const found = store
    .rows()
    .filter((row) => row.group === id && viewer.sees(row))
    .filter((row) => status === null || row.status === status)
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
  const page = found
    .filter((row) => after === null || row.created < microsOf(after))
    .slice(0, size)
    .map((row) => annotationJson(library, viewer, row));
  return {
    status: 200,
    body: { meta: { page: { total: found.length } }, data: faulty(page, fault) },
  };
}

/** `Date` keeps milliseconds: the digits behind them are read from the text. */
function microsOf(instant: string): number {
  const digits = /\.\d{3}(\d{1,3})/.exec(instant)?.[1] ?? "";
  return Date.parse(instant) * 1_000 + Number(digits.padEnd(3, "0"));
}

function groupJson({ id, name, type }: HypothesisGroup) {
  return {
    id,
    groupid: null,
    name,
    organization: null,
    links: { html: `https://hypothes.is/groups/${id}` },
    public: type === "open",
    scoped: false,
    type,
  };
}
