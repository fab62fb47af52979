import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BenchRow } from "./bench-row.ts";
import type { Side } from "./exported-chat-once.ts";
import { exportInTurn, measureOf, row } from "./in-turn.ts";

const BYTES = 1_000_000_000;

/** Messages are drawn until there are so many bytes. */
const MESSAGES_MIN = 2_000_000;

const ROUNDS = 2;

/**
 * An export of one chat of Telegram, a gigabyte of one JSON value. The limit is DuckDB's own read of
 * that file: `read_json` with its one column `messages` as a list of JSON, each unnested into a row of
 * a table in a file, and a checkpoint. Ours is a load of what has landed of the same file into an empty
 * warehouse, with the files' verification, content hashes, the search for repeated versions and a
 * checkpoint. Landing comes before that, once for each export; both together stand beside the same
 * limit, as CPU. Each side is a process of its own, with its own peak of memory.
 */
export async function bench(): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-chat-"));
  try {
    const { landed, own, load, peakMb, compared } = await exportInTurn(ROUNDS, (side: Side) =>
      measureOf("exported-chat-once.ts", [side, dir, `${BYTES}`], MESSAGES_MIN),
    );
    return [
      row("load a chat's export of 1 GB, s", compared(1.5, own.seconds, load.seconds)),
      row("load the same, CPU s", compared(null, own.cpu, load.cpu)),
      row(
        "land and load it, CPU s",
        compared(null, own.cpu, landed.cpuSeconds + load.cpu, peakMb.all),
      ),
      row("memory for it, MB", compared(1, 1024, peakMb.all, peakMb.all)),
      row("memory of DuckDB's own read, MB", compared(null, 1024, peakMb.own, peakMb.own)),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
