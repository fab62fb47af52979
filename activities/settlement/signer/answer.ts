import type { Readable, Writable } from "node:stream";

import {
  createMessageConnection,
  type DataCallback,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

import type { Signer } from "./port.ts";
import {
  ANSWER_MS_MAX,
  MESSAGE_BYTES_MAX,
  PROTOCOL,
  questions,
  requestOf,
  saltParams,
  signParams,
  toldAs,
} from "./protocol.ts";

/** What whoever asks is connected by. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Counts what has come of a message that is not whole yet: its length is whatever its head says. */
class LimitedReader extends StreamMessageReader {
  #waiting = 0;

  constructor(input: Readable, tooMuch: () => void) {
    super(input);
    input.on("data", (chunk: Buffer) => {
      this.#waiting += chunk.length;
      // A chunk may hold many messages, all of which are taken before the next one.
      if (this.#waiting > MESSAGE_BYTES_MAX + chunk.length) tooMuch();
    });
  }

  override listen(take: DataCallback) {
    return super.listen((message) => {
      this.#waiting = 0;
      take(message);
    });
  }
}

/**
 * Answers who the signer is, salts and signatures until the other end closes. Whoever sends too much
 * at once, or half a message and no more, is not listened to any longer.
 */
export function answer(
  { input, output }: Streams,
  given: { readonly signer: () => Promise<Signer>; readonly version: string },
  { halfMs = ANSWER_MS_MAX }: { readonly halfMs?: number } = {},
): { readonly ended: Promise<void> } {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const reader = new LimitedReader(input, end);
  reader.partialMessageTimeout = halfMs;
  reader.onPartialMessage(end);
  const connection = createMessageConnection(reader, new StreamMessageWriter(output));

  function end(): void {
    connection.dispose();
    input.destroy();
    output.destroy();
    resolve();
  }

  connection.onRequest(questions.who, async () => {
    try {
      const { address, publicKey } = await given.signer();
      const key = Buffer.from(publicKey).toString("base64");
      return { protocol: PROTOCOL, version: given.version, address, publicKey: key };
    } catch (error) {
      return toldAs(error);
    }
  });
  connection.onRequest(questions.salt, async (params) => {
    try {
      const salt = await (await given.signer()).saltOf(saltParams.parse(params).name);
      return { salt: Buffer.from(salt).toString("base64") };
    } catch (error) {
      return toldAs(error);
    }
  });
  connection.onRequest(questions.sign, async (params) => {
    try {
      const signature = await (await given.signer()).sign(requestOf(signParams.parse(params)));
      return { signature: Buffer.from(signature).toString("base64") };
    } catch (error) {
      return toldAs(error);
    }
  });
  connection.onError(end);
  connection.onClose(end);
  output.on("error", end);
  connection.listen();
  return { ended };
}
