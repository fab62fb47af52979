import type { Page } from "playwright-core";

/** The charts of a page, as ECharts has them; what is below runs in the browser. */
const CHARTS = `Object.values(window[Symbol.for("__evidence-chart-window-debug__")] ?? {})`;

/**
 * What is wrong with a page's charts, by what ECharts has drawn: there is nothing in it, of its
 * categories none is named, its values have no unit, a colour of its bars has no name, or a text is
 * cut or stands on a bar or on another text.
 */
const FAULTS = `${CHARTS}.flatMap((chart) => {
  const model = chart.getModel();
  const axes = ["xAxis", "yAxis"].map((name) => model.getComponent(name));
  const places = axes.map((one) => one?.axis).find((axis) => axis?.type === "category");
  if (places === undefined) return ["a chart without categories"];
  if (places.scale.count() === 0) return ["an empty chart"];
  const boxOf = (element) => {
    const box = element.getBoundingRect().clone();
    if (element.transform) box.applyTransform(element.transform);
    return box;
  };
  const texts = chart.getZr().storage.getDisplayList(true)
    .filter(({ style, ignore, invisible }) => style?.text && !ignore && !invisible)
    .map((element) => ({ text: element.style.text, box: boxOf(element) }));
  const bars = [];
  for (const series of model.getSeries())
    series.getData().eachItemGraphicEl((element) => {
      const box = boxOf(element);
      if (box.width * box.height !== 0) bars.push({ name: series.name, box });
    });
  const isDrawn = (name) => texts.some(({ text }) => text === name);
  // What is longer than its place ends in dots.
  const isBegun = (name) => isDrawn(name) ||
    texts.some(({ text }) => /.…$/.test(text) && name.startsWith(text.slice(0, -1)));
  const isCut = ({ x, y, width, height }) =>
    x < 0 || y < 0 || x + width > chart.getWidth() || y + height > chart.getHeight();
  // The unit of lying bars is a text of its own.
  const unit = axes.map((one) => one?.get("name")).find(Boolean) ??
    model.getComponent("graphic")?.option.elements[0]?.style.text;
  return [
    places.getViewLabels().some(({ formattedLabel }) => isBegun(formattedLabel)) ? [] : "an axis without names",
    unit && isDrawn(unit) ? [] : "values without a unit",
    [...new Set(bars.map(({ name }) => name))].filter((name) => !isDrawn(name))
      .map((name) => "nothing says what " + name + " is"),
    texts.filter(({ box }) => isCut(box)).map(({ text }) => text + " is cut"),
    texts.filter(({ box }) => bars.some((bar) => bar.box.intersect(box)))
      .map(({ text }) => text + " stands on a bar"),
    texts.flatMap(({ text, box }, index) =>
      texts.slice(index + 1).filter((other) => other.box.intersect(box))
        .map((other) => text + " stands on " + other.text)),
  ].flat();
})`;

/** None where every chart can be read; a page without charts has none either. */
export function faultsOfCharts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(FAULTS);
}

/** Each chart is as wide as its place again, once that has another width. */
export function chartsDrawn(page: Page): Promise<void> {
  return page.evaluate<undefined>(`new Promise((done) => {
    const isDrawn = (chart) => Math.abs(chart.getWidth() - chart.getDom().clientWidth) < 1;
    const look = () => (${CHARTS}.every(isDrawn) ? done() : requestAnimationFrame(look));
    requestAnimationFrame(look);
  })`);
}
