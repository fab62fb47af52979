/**
 * What our charts change of Evidence's axes and legend. It hangs the unit from the top of the value
 * axis into the plot, over the first bars; here it has a line of its own, between the legend and the
 * plot. Its margins are parts of the width, which on a phone are too narrow for the ends of labels.
 * Its legend hides behind a button what does not fit one line; here there is a second line for it.
 */

/** Of a line of text, in pixels. */
export const LINE = 12;
const ITEM = 15;
const ITEM_GAP = 8;

/** Between the unit and the plot, at whose top half a label of the axis stands. */
const GAP = 8;
const SIDE = 12;
/** Half of the longest amount, which stands in the middle over the end of its axis. */
const HALF_LABEL = 28;

/** So many names fit one line of a phone, which is narrower than this. */
const NAMES_MAX = 3;
const PHONE_MAX = 640;

/** How many lines the names of the series take. */
export function legendLines(nameCount, width) {
  return nameCount > NAMES_MAX && width < PHONE_MAX ? 2 : 1;
}

export function legendHeight(lines) {
  return lines * ITEM + (lines - 1) * ITEM_GAP;
}

/** Of standing bars; `axisLabel` is what the labels of places have of their own. */
export function standing(axisLabel, lines) {
  return {
    xAxis: { axisLabel },
    yAxis: { nameGap: GAP, nameTextStyle: { align: "left", verticalAlign: "bottom", padding: 0 } },
    grid: { top: legendHeight(lines) + 5 + LINE + GAP, left: SIDE },
    legend: { type: "plain", show: true, top: 0, padding: 0, itemGap: ITEM_GAP },
  };
}

/** What a name beside a bar takes at the most; the whole of it is in the bar's tooltip. */
const NAME_MAX = { phone: 128, desktop: 220 };

/** Of lying bars, whose unit is a text beside the axes, and whose names may be long. */
export function lying(width) {
  const name = NAME_MAX[width < PHONE_MAX ? "phone" : "desktop"];
  const style = { font: `${LINE}px Inter, sans-serif` };
  return {
    grid: { left: SIDE, right: HALF_LABEL, top: 42 },
    yAxis: { axisLabel: { width: name, overflow: "truncate", ellipsis: "…" } },
    graphic: { id: "horiz-axis-title", top: legendHeight(1) + 2, style },
  };
}
