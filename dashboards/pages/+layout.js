import { redirect } from "@sveltejs/kit";
import { setTrackProxy } from "@evidence-dev/sdk/usql";

import { setTimeZone } from "$lib/moments.js";

export const ssr = false;
export const prerender = false;
export const trailingSlash = "always";

/** Roles in the order of their pages, whatever order the session names them in. */
const ROLES = ["deanery", "master", "committee", "me"];

let opening;

/** The session, what pages there are, and meanwhile the engine: once for all pages. */
function open() {
  opening ??= Promise.all([
    json("/data/session.json"),
    json("/api/pagesManifest.json"),
    json("/api/customFormattingSettings.json/GET.json"),
    import("$lib/snapshot.js").then((snapshot) => (snapshot.initDB(), snapshot)),
  ]).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function json(path) {
  const response = await fetch(path, { credentials: "same-origin" });
  if (response.ok) return response.json();
  throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
}

/** What every page is given: whose session it is, whether the page is theirs, and how to query. */
export async function load({ url, route }) {
  const [session, pagesManifest, customFormattingSettings, snapshot] = await open().catch((error) =>
    signIn(url, error),
  );
  setTimeZone(session.timeZone);
  const roles = ROLES.filter((role) => role in session.roles);
  if (url.pathname === "/" && roles.length > 0) redirect(307, `/${roles[0]}/`);

  const parts = (route.id ?? "").split("/").slice(1);
  const role = parts[0];
  const granted = session.roles[role];
  const page = parts.reduce((node, part) => node?.children[part], pagesManifest);
  const needs = page?.frontMatter?.needs ?? [];

  return {
    // What Evidence's page script takes from a layout.
    __db: {
      query: async (sql, { callback = (rows) => rows } = {}) =>
        callback(await snapshot.query(role, granted, sql)),
      load: async () => {},
      updateParquetURLs: async () => {},
    },
    inputs: setTrackProxy({ label: "", value: "(SELECT NULL WHERE 0)" }),
    data: {},
    customFormattingSettings,
    isUserPage: true,
    evidencemeta: { queries: [] },
    pagesManifest,
    // What our layout and pages take.
    session,
    role,
    granted,
    missing: granted ? needs.filter((table) => !(table in granted.tables)) : [],
    title: page?.frontMatter?.title,
    sections: roles.map((name) => sectionOf(name, pagesManifest.children[name])),
  };
}

function sectionOf(role, node) {
  const pages = Object.entries(node.children)
    .filter(([, child]) => child.isPage && child.frontMatter?.nav)
    .map(([name, { frontMatter }]) => ({ href: `/${role}/${name}/`, ...frontMatter }))
    .toSorted((a, b) => a.order - b.order);
  const index = { href: `/${role}/`, nav: node.frontMatter.nav };
  return { role, href: index.href, title: node.frontMatter.section, pages: [index, ...pages] };
}

function signIn(url, error) {
  if (error.status === 401) location.assign(`/auth/login?next=${encodeURIComponent(url.pathname)}`);
  throw error;
}
