import { expect, test } from "vitest";

import { stopCodes } from "../../activities/settlement/tell-stops.ts";
import { stopText } from "./stop-texts.ts";

test.each(stopCodes)(
  "what stops a payment as %s has words of its own in both languages",
  (code) => {
    for (const locale of ["ru", "en"] as const)
      expect(stopText(code, locale)).not.toBe(stopText("unheard of", locale));
  },
);
