import { z } from "zod";

import { verifyBytes } from "../../../warehouse/ledger/approval/ed25519.ts";
import { base58Decode } from "../../../warehouse/ledger/plan/base58.ts";
import { base58Bytes, base58Encode } from "../chain/transaction/base58.ts";
import { signWire, unsignedWire } from "../chain/transaction/message.ts";
import type { Settler } from "../chain/settler-key.ts";
import { actMessage, actSigners, readAct, TreasuryActError, type TreasuryAct } from "./act.ts";

const Base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);
const ActFile = z.strictObject({
  treasury_act: z.literal(1),
  message: Base64,
  signatures: z.record(z.string(), z.string()),
});

/** An act with the signatures it has so far, each of which is over these very bytes. */
export interface SignedAct {
  readonly act: TreasuryAct;
  readonly message: Uint8Array;
  /** In base58, by the address of who signed. */
  readonly signatures: ReadonlyMap<string, string>;
}

/** The payer signs first, so that whoever gets the file sees that it is as it was written. */
export function newAct(act: TreasuryAct, payer: Settler): SignedAct {
  if (payer.address !== act.payer)
    throw new TreasuryActError(
      `The key is ${payer.address}; expected the settler's, ${act.payer}.`,
    );
  const message = actMessage(act);
  return { act, message, signatures: new Map([[act.payer, signatureOver(message, payer)]]) };
}

export function actFileText({ message, signatures }: SignedAct): string {
  const file = {
    treasury_act: 1,
    message: Buffer.from(message).toString("base64"),
    signatures: Object.fromEntries(signatures),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Believes nothing of a file but its bytes, which are read, and signatures that verify. */
export function readActFile(name: string, text: string): SignedAct {
  const parsed = ActFile.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new TreasuryActError(`${name} is no file of \`vklad treasury allow\` or \`revoke\`.`);
  const message = Buffer.from(parsed.data.message, "base64");
  const act = readAct(message);
  const signatures = new Map(Object.entries(parsed.data.signatures));
  if (!signatures.has(act.payer))
    throw new TreasuryActError(`${name} is not signed by who wrote it, ${act.payer}.`);
  for (const [signer, signature] of signatures)
    assertSigned(name, { act, message }, signer, signature);
  return { act, message, signatures };
}

/** Adds a signature; a key whose word is not asked for signs nothing. */
export function signedBy(signed: SignedAct, key: Settler): SignedAct {
  const { act, message } = signed;
  if (!actSigners(act).includes(key.address)) {
    throw new TreasuryActError(
      `The key is ${key.address}; expected one of those who are to sign this: ` +
        `${actSigners(act).join(" ")}. Nothing was signed.`,
    );
  }
  const signature = signatureOver(message, key);
  return { act, message, signatures: new Map([...signed.signatures, [key.address, signature]]) };
}

/** Signatures of several files over the same bytes. */
export function merged(files: readonly SignedAct[]): SignedAct {
  const [first, ...others] = files;
  if (first === undefined) throw new TreasuryActError("No file was named.");
  if (others.some(({ message }) => !Buffer.from(message).equals(first.message)))
    throw new TreasuryActError(
      "The files are not of one act: send those that were signed together.",
    );
  return { ...first, signatures: new Map(files.flatMap(({ signatures }) => [...signatures])) };
}

/** The transaction with the signatures of all. */
export function wireOf({ act, message, signatures }: SignedAct): Uint8Array {
  const missing = actSigners(act).filter((signer) => !signatures.has(signer));
  if (missing.length > 0)
    throw new TreasuryActError(`It still needs the signature of ${missing.join(" and of ")}.`);
  // The header counts signers, which are the first of the keys that follow it.
  const count = message[0] ?? 0;
  const wire = unsignedWire(message, count);
  for (let index = 0; index < count; index += 1) {
    const at = KEYS_AT + index * 32;
    const signer = base58Encode(message.subarray(at, at + 32));
    wire.set(base58Bytes(signatures.get(signer) ?? "", 64), 1 + index * 64);
  }
  return wire;
}

/** Three bytes of header, and the count of keys. */
const KEYS_AT = 4;

function signatureOver(message: Uint8Array, key: Settler): string {
  const wire = unsignedWire(message, 1);
  signWire(wire, [key]);
  return base58Encode(wire.subarray(1, 65));
}

function assertSigned(
  name: string,
  { act, message }: Pick<SignedAct, "act" | "message">,
  signer: string,
  signature: string,
): void {
  const isAsked = signer === act.payer || actSigners(act).includes(signer);
  const bytes = base58Decode(signature);
  if (isAsked && bytes?.length === 64) {
    const base64 = (of: Uint8Array) => Buffer.from(of).toString("base64");
    if (verifyBytes(message, base64(base58Bytes(signer, 32)), base64(bytes))) return;
  }
  throw new TreasuryActError(
    `The signature of ${signer} in ${name} is not one over these bytes: they were changed after ` +
      "it was made, or it is somebody else's. Nothing was signed or sent.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
