/**
 * Evidence has no translations. What people can see is replaced in its sources at build; text that
 * is no longer there fails the build, so an upgrade cannot bring English back unseen.
 */
const inBoth = (ru, en) => `document.documentElement.lang === "en" ? "${en}" : "${ru}"`;

const EDITS = {
  "unsorted/viz/core/EmptyChart.svelte": [
    ["'No Records'", inBoth("Нет данных", "No data")],
    // A chart without rows is a state like any other, not an error in the console.
    ["export let emptySet = 'error'", "export let emptySet = 'pass'"],
  ],
  "unsorted/viz/core/ErrorChart.svelte": [
    ["{title}", `{${inBoth("Не получилось показать", "Could not be shown")}}`],
  ],
  "unsorted/viz/core/ECharts.svelte": [
    ['text="Save Image"', 'text="Сохранить картинку"'],
    ['text="Download Data"', 'text="Сохранить данные"'],
  ],
  "unsorted/ui/DownloadData.svelte": [
    ["export let text = 'Download'", "export let text = 'Скачать'"],
  ],
};

/** @param {string} core Where Evidence's components lie, with a slash at the end. */
export function russian(core) {
  return {
    name: "russian",
    enforce: "pre",
    transform(code, id) {
      const edits = id.startsWith(core) ? EDITS[id.slice(core.length)] : undefined;
      if (edits === undefined) return undefined;
      return { code: edits.reduce(edited(id.slice(core.length)), code), map: null };
    },
  };
}

function edited(file) {
  return (code, [from, to]) => {
    if (code.includes(from)) return code.replaceAll(from, to);
    throw new Error(
      `${file} no longer contains ${JSON.stringify(from)}, which is shown to people in English. ` +
        "Find what it says now and change shell/russian.js.",
    );
  };
}
