import { redirect } from "@sveltejs/kit";
import { Query, setTrackProxy } from "@evidence-dev/sdk/usql";

import { answering } from "$lib/answers.js";
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

/** What is the same for all pages. */
function open() {
  opening ??= Promise.all([
    json("/api/pagesManifest.json"),
    json("/api/customFormattingSettings.json/GET.json"),
  ]).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

let session;

/** As it is now, for each page: it names the data that the page's queries are to be answered from. */
async function currentSession() {
  session = await json("/data/session.json").catch((error) => {
    // Without a network what was loaded can still be read.
    if (error.status === undefined && session !== undefined) return session;
    throw error;
  });
  return session;
}

async function json(path) {
  const response = await fetch(path, { credentials: "same-origin" });
  if (response.ok) return response.json();
  throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
}

let shown;

/** What was answered before is asked anew where the data is other, or its instant is. */
function forgetAnswersOf(version) {
  if (shown !== undefined && shown !== version) Query.emptyCache();
  shown = version;
}

/** What every page is given: whose session it is, whether the page is theirs, and how to query. */
export async function load({ url, route }) {
  const [session, [pagesManifest, customFormattingSettings]] = await Promise.all([
    currentSession(),
    open(),
  ]).catch((error) => leave(url, error));
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
  forgetAnswersOf(JSON.stringify([session.asOf, session.roles]));
  const query = answering({ tag: granted?.tag, language });

  return {
    // What Evidence's page script takes from a layout.
    __db: {
      query: async (text, { callback = (rows) => rows } = {}) => callback(await query(text)),
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
