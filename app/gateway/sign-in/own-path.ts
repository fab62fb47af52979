/** The longest of ours, a line of a plan, is a third of it; it travels to the club and back. */
const PATH_LENGTH_MAX = 500;

/** Only its origin is asked about: no request is ever made to it. */
const HERE = "http://vklad.invalid";

/**
 * The page that somebody is sent to after signing in: `next` if it is a page of this origin as
 * browsers read it (WHATWG URL), else the front door. Never another site; always a header's value.
 */
export function ownPath(next: unknown): string {
  if (typeof next !== "string" || next.length > PATH_LENGTH_MAX) return "/";
  // What browsers drop (tabs, line ends) or turn (backslashes) is decided by the parser, not here.
  const url = URL.parse(next, HERE);
  if (!next.startsWith("/") || url?.origin !== HERE) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//host` is a page of ours, and its shortest form `//host` is another site.
  return path.startsWith("//") ? "/" : path;
}
