import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { legendHeight, legendLines, LINE, lying, standing } from "../components/axes.js";

test.each([1, 2])(
  "between a legend of %i lines and the plot there is a line for the unit, which stands on the plot",
  (lines) => {
    const { yAxis, grid } = standing({}, lines);

    const lineTop = grid.top - yAxis.nameGap - LINE;
    expect(yAxis.nameTextStyle.verticalAlign).toBe("bottom");
    expect(lineTop).toBeGreaterThan(legendHeight(lines));
  },
);

test("the unit of lying bars is between the legend and the labels of the axis", () => {
  const { graphic, grid } = lying(1280);

  expect(graphic.top).toBeGreaterThan(legendHeight(1));
  expect(graphic.top + LINE).toBeLessThan(grid.top);
});

test("a name that is longer than its place ends in dots, and leaves the bars two thirds of a phone", () => {
  const { axisLabel } = lying(390).yAxis;

  expect(axisLabel).toMatchObject({ overflow: "truncate", ellipsis: "…" });
  expect(axisLabel.width).toBeLessThan(390 / 3);
  expect(lying(1280).yAxis.axisLabel.width).toBeGreaterThan(axisLabel.width);
});

test("five names take two lines of a phone and one of a desktop, and two take one", () => {
  const lines = [legendLines(5, 390), legendLines(5, 1280), legendLines(2, 390)];

  expect(lines).toEqual([2, 1, 1]);
});
