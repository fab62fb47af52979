import { queues } from "../../temporal.config.ts";
import type { QueueName } from "../runtime/system.ts";
import { QueueUnknownError } from "./errors.ts";

const known = Object.keys(queues) as QueueName[];

/** Checks `--queues fetch,warehouse`: all of them where it was not given. */
export function queuesOption(text: string | undefined): readonly QueueName[] {
  if (text === undefined) return known;
  const named = text.split(",").map((name) => name.trim());
  const unknown = named.find((name) => !known.includes(name as QueueName));
  if (unknown !== undefined) throw new QueueUnknownError(unknown, known);
  return known.filter((name) => named.includes(name));
}
