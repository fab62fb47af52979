/** Answers questions of role files, one after another, for the gateway that started it. */
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

import { openAnswering, type Question } from "../../../warehouse/snapshot/answer.ts";
import type { Packed, Said } from "./child.ts";

const brotli = promisify(brotliCompress);

/** Below this a header costs more than it saves. */
const PACKED_BYTES_MIN = 1_024;

/** A fast setting: somebody waits. */
const BROTLI_QUALITY = 4;

const answering = openAnswering({ memoryMb: Number(process.argv[2]) });
const tell = (said: Said) => process.send?.(said);

process.on("message", (question: Question) => {
  void answer(question).then(tell);
});
// Whatever it is at, nobody waits for it any more.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
tell({ kind: "ready" });

async function answer(question: Question): Promise<Said> {
  try {
    return { kind: "answer", packed: await pack(await answering.answer(question)) };
  } catch (error) {
    return { kind: "failure", error: error instanceof Error ? error.name : "Error" };
  }
}

async function pack(table: unknown): Promise<Packed> {
  const body = Buffer.from(JSON.stringify(table));
  if (body.length < PACKED_BYTES_MIN) return { body, isBrotli: false };
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return { body: await brotli(body, { params }), isBrotli: true };
}
