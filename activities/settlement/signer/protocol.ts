import { RequestType, RequestType0, ResponseError } from "vscode-jsonrpc/node";
import { z } from "zod";

import { SignerDownError, SignerRefusedError, signerRefusals } from "./errors.ts";
import type { SignRequest } from "./port.ts";

/** Another one is another language: whoever speaks it is not asked. */
export const PROTOCOL = 1;

/** A transaction of v1 has 4,096 bytes at the most, in base64 a third more. */
const WIRE_LETTERS_MAX = 8 * 1024;

/** What may be on its way at once: some dozens of such messages. */
export const MESSAGE_BYTES_MAX = 256 * 1024;

/** How long a question, or half a message, is waited for. */
export const ANSWER_MS_MAX = 30_000;

/** Who the signer is. */
export interface Who {
  readonly protocol: number;
  /** Of the program. */
  readonly version: string;
  readonly address: string;
  /** Base64. */
  readonly publicKey: string;
}

/** The three questions that are answered, and no other. */
export const questions = {
  who: new RequestType0<Who, Told>("who"),
  salt: new RequestType<{ name: string }, { salt: string }, Told>("salt"),
  sign: new RequestType<SignParams, { signature: string }, Told>("sign"),
};

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0).max(1_000_000);

export const saltParams = z.strictObject({ name: z.string().max(200) });

export const signParams = z.strictObject({
  digest: hash,
  batch: count,
  purpose: z.string().max(20),
  wire: z.base64().max(WIRE_LETTERS_MAX),
  place: z.strictObject({ after: z.string().max(64), turn: count }).nullable(),
});

type SignParams = z.infer<typeof signParams>;

export function paramsOf({ wire, ...request }: SignRequest): SignParams {
  return { ...request, wire: Buffer.from(wire).toString("base64") };
}

export function requestOf({ wire, purpose, ...params }: SignParams): SignRequest {
  // A purpose that nobody knows is refused by the signer itself.
  return {
    ...params,
    purpose: purpose as SignRequest["purpose"],
    wire: Buffer.from(wire, "base64"),
  };
}

/** What of an error crosses to whoever asked. */
export interface Told {
  readonly name: string;
  readonly code: string | null;
  readonly found: string;
}

/** Both numbers are ours: JSON-RPC leaves them to the application. */
const REFUSED = 1;
const FAILED = 2;

export function toldAs(error: unknown): ResponseError<Told> {
  if (error instanceof SignerRefusedError) {
    const { name, code, found } = error;
    return new ResponseError(REFUSED, found, { name, code, found });
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new ResponseError(FAILED, message, { name, code: null, found: message });
}

/** The same error, as far as whoever pays decides by it. */
export function errorOf(error: unknown): Error {
  if (!(error instanceof ResponseError)) {
    return new SignerDownError((error as Error).message, { cause: error });
  }
  const told = error.data as Told | undefined;
  const code = signerRefusals.find((one) => one === told?.code);
  if (told !== undefined && code !== undefined) return new SignerRefusedError(code, told.found);
  return new SignerDownError(`it failed (${told?.name ?? error.code}): ${error.message}`);
}
