import { expect, test } from "vitest";

import { keyConfirmationText, keyRegistrationText } from "./approval-keys.ts";
import { approvalText } from "./approval-text.ts";
import { isSignable, offchainMessage, verifySignedText } from "./signed-text.ts";
import { ada, bob, givenPlan } from "../given.ts";
import { planDigest } from "../plan/plan-codec.ts";

const TEXT = "Vklad key registration | m_ada | a key";

/** As `solana sign-offchain-message` serializes it: a vector of the Solana SDK's own tests. */
const OF_THE_SDK =
  "ff736f6c616e61206f6666636861696e" + "00" + "00" + "0c00" + "54657374204d657373616765";

test("an off-chain message has the bytes that Solana's own tools sign", () => {
  expect(Buffer.from(offchainMessage("Test Message")).toString("hex")).toBe(OF_THE_SDK);
});

test("a text counts as signed raw and as an off-chain message, and in no other way", () => {
  const signatures = {
    raw: ada.sign(TEXT),
    offchain: ada.sign(offchainMessage(TEXT)),
    offchainOfAnother: ada.sign(offchainMessage(`${TEXT}.`)),
    // Another version, a format that is not ASCII, a length that is not the text's.
    version: ada.sign(changed(16, 1)),
    format: ada.sign(changed(17, 1)),
    length: ada.sign(changed(18, 1)),
    by: bob.sign(TEXT),
  };

  const counting = Object.entries(signatures).filter(([, signature]) =>
    verifySignedText(TEXT, ada.publicKey, signature),
  );

  expect(counting.map(([name]) => name)).toEqual(["raw", "offchain"]);
});

function changed(offset: number, value: number): Uint8Array {
  const bytes = Buffer.from(offchainMessage(TEXT));
  bytes.writeUInt8(value, offset);
  return bytes;
}

test("what people are asked to sign is one line that no runtime takes for a transaction", () => {
  const plan = givenPlan();
  const texts = [
    approvalText(plan, planDigest(plan)),
    keyRegistrationText("m_0123456789abcdef", ada.publicKey),
    keyConfirmationText("ab".repeat(32)),
  ];

  for (const text of texts) {
    expect(isSignable(text)).toBe(true);
    const [signers = 0, readOnlySigners = 0] = Buffer.from(text);
    // A message of the legacy format, with more read-only signers than signers.
    expect([signers < 0x80, readOnlySigners > signers]).toEqual([true, true]);
    expect(offchainMessage(text)[0]).toBe(0xff);
  }
});

test.each([
  ["two lines", "Vklad\nAPPROVE"],
  ["a letter of another alphabet", "Vklad АPPROVE"],
  ["not ours", "\x01\x00\x01 a message of a transaction"],
  ["too long to be shown", `Vk${"a".repeat(1_211)}`],
])("a text that is %s counts as signed by nobody", (_why, text) => {
  expect(verifySignedText(text, ada.publicKey, ada.sign(text))).toBe(false);
});
