import { parentPort, workerData } from "node:worker_threads";

import { engineOf, restored, toldClock } from "./engine.ts";
import type { ThreadAnswer, ThreadData, ThreadRequest } from "./engine-beside.ts";
import { chainFile, loadChain } from "./save-file.ts";

/** The thread that `engineBeside` starts: answers one request after the other, in their order. */
const { dir, now, slotMs, slotsPerQuestion } = workerData as ThreadData;
const saved = loadChain(chainFile(dir));
if (saved === null) throw new Error(`The embedded chain in ${dir} went while it was opened.`);
const clock = toldClock(now);
const engine = engineOf(restored(saved, clock, { dir, slotMs }), clock, { dir, slotsPerQuestion });

parentPort?.on("message", (message: ThreadRequest) => {
  if (message.kind === "advance") return engine.advance(message.slots);
  const work =
    message.kind === "close"
      ? engine.close(message.now)
      : engine.answer(message.request, message.now);
  work.then(
    (answer) => tell({ id: message.id, answer }),
    (error: unknown) => tell({ id: message.id, error }),
  );
});

function tell(answer: ThreadAnswer): void {
  parentPort?.postMessage(answer);
}
