import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { SourceShapeError, SourceTooLargeError } from "../errors.ts";
import type { Again, Asked, Outcome } from "./outcome.ts";

interface Saved {
  readonly kind: "reply";
  readonly byteCount: number;
}

/** An answer where another address was promised. */
export function notSentOn(outcome: Outcome, { system, request }: Asked): Again {
  if (outcome.kind === "again") return outcome;
  throw new SourceShapeError(system, request, "an answer, expected the address of a file");
}

/**
 * Saves a body, without any key of ours. A link that is refused has run out: the next try asks for
 * another. What came cut short is thrown away.
 */
export async function saved(
  address: URL,
  {
    file,
    bytesMax,
    signal,
    asked,
  }: {
    readonly file: string;
    readonly bytesMax: number;
    readonly signal: AbortSignal;
    readonly asked: Asked;
  },
): Promise<Saved | Again> {
  const response = await fetch(address, { signal, redirect: "error" });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return {
      kind: "again",
      cause: new Error(`status ${response.status} for the file`),
      wait: null,
    };
  }
  let byteCount = 0;
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      byteCount += chunk.byteLength;
      if (byteCount > bytesMax)
        done(new SourceTooLargeError(asked.system, asked.request, bytesMax));
      else done(null, chunk);
    },
  });
  try {
    const out = createWriteStream(file, { mode: 0o600 });
    await pipeline(Readable.fromWeb(response.body as never), counting, out, { signal });
  } catch (cause) {
    await rm(file, { force: true });
    if (!isCut(cause)) throw cause;
    return { kind: "again", cause, wait: null };
  }
  return { kind: "reply", byteCount };
}

/** The connection was lost within the body; anything else, a full disk above all, is no fault of it. */
function isCut(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  const code = "code" in cause ? String(cause.code) : "";
  return cause instanceof TypeError || /^(?:ERR_STREAM_PREMATURE_CLOSE|ECONNRESET)$/u.test(code);
}
