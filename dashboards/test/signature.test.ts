import { expect, test } from "vitest";

import { base58Encode } from "../../warehouse/ledger/index.ts";
// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { signatureBase64 } from "../components/signature.js";

test("a pasted signature is taken in base58 and in base64, zeros in front included", () => {
  for (const bytes of [Buffer.alloc(64, 7), Buffer.concat([Buffer.alloc(2), Buffer.alloc(62, 9)])])
    for (const text of [base58Encode(bytes), ` ${bytes.toString("base64")}\n`])
      expect(signatureBase64(text)).toBe(bytes.toString("base64"));
});

test.each(["", "0OIl", base58Encode(Buffer.alloc(63, 7)), "1".repeat(500)])(
  "%j is no signature, and says what to do",
  (text) => {
    expect(() => signatureBase64(text)).toThrow("Подпишите ещё раз");
  },
);
