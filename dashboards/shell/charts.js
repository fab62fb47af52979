/**
 * Takes the place of `echarts`: the same, in the page's language. What Evidence sets one after another
 * is drawn once, with the next frame.
 */
import { init as initEnglish, registerLocale } from "../node_modules/echarts/index.js";
import russian from "../node_modules/echarts/lib/i18n/langRU.js";
import { said } from "$lib/language.js";

const LOCALES = { ru: "RU", en: "EN" };

export * from "../node_modules/echarts/index.js";

registerLocale("RU", russian);

export function init(node, theme, options) {
  const chart = initEnglish(node, theme, { locale: said(LOCALES), ...options });
  const setOption = chart.setOption.bind(chart);
  chart.setOption = (option, how = { lazyUpdate: true }) => setOption(option, how);
  return chart;
}
