/**
 * The language of the page that is open. A page is in both where its head has `english`; the others
 * are Russian. It changes only while the shell goes to another page or loads anew.
 */
let language = "ru";

const LOCALES = { ru: "ru", en: "en-GB" };
const KEPT_AS = "vklad-language";

/** Called by the shell, before the page's components are made. */
export function setLanguage(name) {
  language = name;
}

/** What a dictionary, `{ ru, en }`, has in the page's language. */
export const said = (dictionary) => dictionary[language];

/** For `Intl`: dates and sorting are those of Britain where a page is English. */
export const locale = () => LOCALES[language];

/**
 * A page is in the language that was chosen in this browser, else in the community's; one that is in
 * Russian alone is in Russian.
 */
export function languageOf({ isBilingual, community }) {
  return isBilingual ? (chosenLanguage() ?? community) : "ru";
}

function chosenLanguage() {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return kept in LOCALES ? kept : null;
  } catch {
    // Storage may be forbidden.
    return null;
  }
}

/** Loads the same page in another language: queries, words and charts are all made anew. */
export function chooseLanguage(name) {
  localStorage.setItem(KEPT_AS, name);
  location.reload();
}
