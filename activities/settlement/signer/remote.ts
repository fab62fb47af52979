import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

import type { Streams } from "./answer.ts";
import { SignerDownError } from "./errors.ts";
import type { Signer } from "./port.ts";
import { ANSWER_MS_MAX, errorOf, paramsOf, PROTOCOL, questions, type Who } from "./protocol.ts";

/** A way to a signer, until it ends. */
export interface Line extends Streams {
  close(): void | Promise<void>;
}

export interface RemoteSigner extends Signer, AsyncDisposable {
  /** Of its program. */
  readonly version: string;
}

/** Salts that are kept: one for each plan, and one for each place of a month. */
const KEPT_SALTS_MAX = 1_000;

/**
 * Asks a signer in another process. A line that breaks is opened again at the next question; what was
 * asked and not answered is an error after which it may be asked again. `onBroken` is told once for
 * each line.
 */
export async function remoteSigner(given: {
  readonly open: () => Promise<Line>;
  readonly onBroken: () => void;
  readonly answerMs?: number;
}): Promise<RemoteSigner> {
  const { answerMs = ANSWER_MS_MAX } = given;
  const salts = new Map<string, Uint8Array>();
  let open: Promise<Opened> | null = null;
  let isClosed = false;

  interface Opened {
    readonly connection: MessageConnection;
    readonly line: Line;
    readonly who: Who;
  }

  async function connected(): Promise<Opened> {
    const line = await given.open();
    const connection = createMessageConnection(
      new StreamMessageReader(line.input),
      new StreamMessageWriter(line.output),
    );
    const broken = () => {
      if (open === null) return;
      open = null;
      // Rejects what was not answered.
      connection.dispose();
      void line.close();
      if (!isClosed) given.onBroken();
    };
    connection.onClose(broken);
    connection.onError(broken);
    line.output.on("error", broken);
    connection.listen();
    try {
      const who = await inTime(connection.sendRequest(questions.who), answerMs);
      if (who.protocol !== PROTOCOL) {
        throw new Error(
          `it speaks protocol ${who.protocol} of Vklad ${who.version}, and this one ${PROTOCOL}; ` +
            "expected both of one version",
        );
      }
      return { connection, line, who };
    } catch (error) {
      connection.dispose();
      await line.close();
      throw error;
    }
  }

  async function ask<Answer>(question: (on: Opened) => Promise<Answer>): Promise<Answer> {
    if (isClosed) throw new SignerDownError("it was closed");
    const opening = (open ??= connected());
    try {
      const opened = await opening;
      const { who } = opened;
      if (first !== null && who.address !== first.address)
        throw new Error(
          `it has the key of ${who.address} by now, and had that of ${first.address}`,
        );
      return await inTime(question(opened), answerMs);
    } catch (error) {
      const told = errorOf(error);
      // Who does not answer in time is not waited for again on the same line.
      if (told instanceof SignerDownError && open === opening) await drop(opening);
      throw told;
    }
  }

  async function drop(opening: Promise<Opened>): Promise<void> {
    open = null;
    const opened = await opening.catch(() => null);
    opened?.connection.dispose();
    await opened?.line.close();
  }

  let first: Who | null = null;
  const who = await ask(async (on) => await Promise.resolve(on.who));
  first = who;
  return {
    address: who.address,
    publicKey: Buffer.from(who.publicKey, "base64"),
    version: who.version,
    async saltOf(name) {
      const known = salts.get(name);
      if (known !== undefined) return known;
      const { salt } = await ask(({ connection }) =>
        connection.sendRequest(questions.salt, { name }),
      );
      if (salts.size >= KEPT_SALTS_MAX) salts.clear();
      const bytes = Buffer.from(salt, "base64");
      salts.set(name, bytes);
      return bytes;
    },
    async sign(request) {
      const params = paramsOf(request);
      const { signature } = await ask(({ connection }) =>
        connection.sendRequest(questions.sign, params),
      );
      return Buffer.from(signature, "base64");
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      if (open !== null) await drop(open);
    },
  };
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
