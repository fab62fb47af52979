import type { Page } from "playwright-core";

/**
 * What is wrong with the axes of a page's charts, by what ECharts has drawn: of its categories none
 * is named, two names stand on each other, or there is nothing in it. Runs in the browser.
 */
const FAULTS = `Object.values(window[Symbol.for("__evidence-chart-window-debug__")] ?? {}).flatMap((chart) => {
  const model = chart.getModel();
  const [axis] = ["xAxis", "yAxis"].map((name) => model.getComponent(name)?.axis)
    .filter((one) => one?.type === "category");
  if (axis === undefined) return ["a chart without categories"];
  if (axis.scale.count() === 0) return ["an empty chart"];
  const names = new Set(axis.getViewLabels().map(({ formattedLabel }) => formattedLabel));
  const drawn = chart.getZr().storage.getDisplayList(true)
    .filter(({ style }) => names.has(style?.text))
    .map((element) => {
      const rect = element.getBoundingRect().clone();
      if (element.transform) rect.applyTransform(element.transform);
      return { text: element.style.text, rect };
    });
  if (drawn.length === 0) return ["an axis without names"];
  return drawn.flatMap(({ text, rect }, index) =>
    drawn.slice(index + 1).filter((other) => other.rect.intersect(rect))
      .map((other) => text + " stands on " + other.text));
})`;

/** None where every chart can be read; a page without charts has none either. */
export function faultsOfCharts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(FAULTS);
}
