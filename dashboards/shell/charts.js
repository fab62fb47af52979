/** Takes the place of `echarts`: the same, in Russian. */
import { init as initEnglish, registerLocale } from "../node_modules/echarts/index.js";
import russian from "../node_modules/echarts/lib/i18n/langRU.js";

export * from "../node_modules/echarts/index.js";

registerLocale("RU", russian);

export function init(node, theme, options) {
  return initEnglish(node, theme, { locale: "RU", ...options });
}
