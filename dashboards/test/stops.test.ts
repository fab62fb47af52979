import { expect, test } from "vitest";

import { stopCodes } from "../../activities/settlement/tell-stops.ts";
import { stopText } from "../components/stops.js";

test.each(stopCodes)("what stops a payment as %s has words of its own on the page", (code) => {
  expect(stopText(code)).not.toBe(stopText("unheard of"));
});
