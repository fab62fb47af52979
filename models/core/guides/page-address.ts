/**
 * An address by which one page is one page: browsers, links and people write it in many ways. What
 * follows `#` never counts, and what follows `?` only where it tells pages apart.
 */
export function pageAddress(url: string, { withQuery }: { readonly withQuery: boolean }): string {
  if (!URL.canParse(url)) return url.trim();
  const { hostname, port, pathname, search } = new URL(url.trim());
  const host = hostname.replace(/^www\./, "");
  const path = decoded(pathname)
    .normalize("NFC")
    .replace(/\/index\.(html?|php)$/i, "/")
    .replace(/\.html?$/i, "")
    .replace(/\/+$/, "");
  const query = withQuery ? decoded(search).normalize("NFC") : "";
  return `${host}${port === "" ? "" : `:${port}`}${path}${query}`;
}

/** Letters of other alphabets are written by their bytes, where a browser does it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
