import { get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";

import type { Answers } from "./slowest-answers.ts";

const ASKED_EVERY_MS = 20;

interface Asked {
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Record<string, string>;
}

function answered({ port, headers }: Asked, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: "127.0.0.1", port, path, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} gave ${response.statusCode}.`));
      response.resume();
      response.on("end", resolve);
    });
    asked.on("error", reject);
  });
}

/** Asks for each path in turn, for ever; tells what was asked for between `begin` and `end`. */
async function poll(port: MessagePort, asked: Asked): Promise<void> {
  let took: number[] = [];
  let isCounted = false;
  port.on("message", (what: "begin" | "end") => {
    isCounted = what === "begin";
    if (isCounted) return;
    const sorted = took.toSorted((a, b) => a - b);
    took = [];
    const answers: Answers = {
      count: sorted.length,
      slowestMs: sorted.at(-1) ?? 0,
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    };
    port.postMessage(answers);
  });
  // Each once before anything is counted: the first answer loads code.
  for (const path of asked.paths) await answered(asked, path);
  port.postMessage("ready");
  for (let turn = 0; ; turn += 1) {
    const began = performance.now();
    const counts = isCounted;
    await answered(asked, asked.paths[turn % asked.paths.length] ?? "/");
    if (counts) took.push(performance.now() - began);
    await pause(Math.max(0, ASKED_EVERY_MS - (performance.now() - began)));
  }
}

if (parentPort !== null) await poll(parentPort, workerData as Asked);
