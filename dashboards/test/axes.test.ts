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
  const { graphic, grid } = lying();

  expect(graphic.top).toBeGreaterThan(legendHeight(1));
  expect(graphic.top + LINE).toBeLessThan(grid.top);
});

test("five names take two lines of a phone and one of a desktop, and two take one", () => {
  const lines = [legendLines(5, 390), legendLines(5, 1280), legendLines(2, 390)];

  expect(lines).toEqual([2, 1, 1]);
});
