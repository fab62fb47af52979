import { redirect } from "@sveltejs/kit";
import { setTrackProxy } from "@evidence-dev/sdk/usql";

import { setExplorers } from "$lib/explorer.js";
import { signIn } from "$lib/gateway.js";
import { languageOf } from "$lib/language.js";
import { setTimeZone } from "$lib/moments.js";
import { headIn, sectionsOf } from "$lib/navigation.js";
import { setSystems } from "$lib/systems.js";
import { setToken } from "$lib/token.js";

export const ssr = false;
export const prerender = false;
export const trailingSlash = "always";

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

/** Pages after the first show what was loaded with it: only while the session lasts. */
async function lasting() {
  const isFirst = opening === undefined;
  const opened = await open();
  if (isFirst) return opened;
  await json("/data/session.json").catch((error) => {
    // Without a network what was loaded can still be read.
    if (error.status === 401) throw error;
  });
  return opened;
}

/** What every page is given: whose session it is, whether the page is theirs, and how to query. */
export async function load({ url, route }) {
  const [session, pagesManifest, customFormattingSettings, snapshot] = await lasting().catch(
    (error) => leave(url, error),
  );
  setTimeZone(session.timeZone);
  setToken(session.token);
  setExplorers(session);
  setSystems(session.systems);

  const parts = (route.id ?? "").split("/").slice(1);
  const role = parts[0];
  const granted = session.roles[role];
  const page = parts.reduce((node, part) => node?.children[part], pagesManifest);
  // Where there is no page, the words that say so are in both languages.
  const isBilingual = route.id === null || page?.frontMatter?.english?.title !== undefined;
  const language = languageOf({ isBilingual, community: session.locale });
  const sections = sectionsOf(session, pagesManifest, language);
  if (url.pathname === "/" && sections.length > 0) redirect(307, sections[0].href);
  const { title, needs = [] } = headIn(language, page?.frontMatter) ?? {};

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
    language,
    isBilingual,
    title,
    sections,
  };
}

/** Never comes back where the session is over: another navigation would undo the one that leaves. */
function leave(url, error) {
  if (error.status !== 401) throw error;
  signIn(url.pathname);
  return new Promise(() => {});
}
