/**
 * SvelteKit builds every page twice, for the server and for the browser; no page of ours is ever
 * rendered on a server, so the first pass gets empty ones. Saves 10 s and 0.3 GB.
 */
export function browserOnly() {
  return {
    name: "browser-only",
    enforce: "pre",
    load(id, options) {
      const isPage = /\.(svelte|md)$/.test(id) && !id.includes(".svelte-kit");
      return options?.ssr && isPage ? "" : undefined;
    },
  };
}
