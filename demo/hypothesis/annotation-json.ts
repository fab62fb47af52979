import type { Json } from "../../sources/source.ts";
import { isHidden, WORLD, type AnnotationRow, type Library } from "./library.ts";
import { readsWordsOf, type Viewer } from "./viewer.ts";

/** `2018-12-15T16:16:12.225402+00:00`, of microseconds since 1970. */
export function instantOf(micros: number): string {
  const whole = new Date(Math.floor(micros / 1_000)).toISOString().slice(0, -1);
  return `${whole}${String(micros % 1_000).padStart(3, "0")}+00:00`;
}

/** An annotation as the service shows it to somebody. */
export function annotationJson(
  { users, groups }: Library,
  viewer: Viewer,
  row: AnnotationRow,
): { readonly [key: string]: Json } {
  const { id, userid, group, uri, title } = row;
  const isRead = readsWordsOf(viewer, row);
  const isWorld = groups.find((one) => one.id === group)?.type === "open" || group === WORLD;
  const readers = row.isShared ? `group:${isWorld ? WORLD : group}` : userid;
  const selector = row.selectors as unknown as Json;
  return {
    id,
    created: instantOf(row.created),
    updated: instantOf(row.updated),
    user: userid,
    uri,
    text: isRead ? row.text : "",
    tags: isRead ? row.tags : [],
    group,
    permissions: { read: [readers], admin: [userid], update: [userid], delete: [userid] },
    target: [{ source: uri, ...(row.selectors.length === 0 ? {} : { selector }) }],
    document: title === null ? {} : { title: [title] },
    links: {
      html: `https://hypothes.is/a/${id}`,
      incontext: `https://hyp.is/${id}`,
      json: `https://hypothes.is/api/annotations/${id}`,
    },
    user_info: { display_name: users.find((user) => user.userid === userid)?.displayName ?? null },
    flagged: false,
    hidden: isHidden(row) && row.userid !== viewer.userid,
    moderation_status: row.status,
    actions: viewer.moderates(group) ? ["moderate"] : [],
    ...(viewer.moderates(group) ? { moderation: { flagCount: 0 } } : {}),
    ...(row.references.length === 0 ? {} : { references: row.references }),
  };
}
