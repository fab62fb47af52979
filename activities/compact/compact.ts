import type { FailpointHook } from "../../warehouse/failpoints.ts";
import { compactLanding, type Landing } from "../../warehouse/landing/index.ts";

/** So much is done again after a kill, and so long does a slot of the queue go to it. */
const FOLDERS_PER_TURN = 4;

export interface CompactedTurn {
  readonly fileCount: number;
  /** False where another turn finds more. */
  readonly done: boolean;
}

export type CompactActivities = ReturnType<typeof createCompactActivities>;

export function createCompactActivities({
  landing,
  failpoint,
}: {
  readonly landing: Pick<Landing, "dir">;
  readonly failpoint?: FailpointHook;
}) {
  return {
    /** Packs a few folders of landing that are full. What is damaged stays as it is. */
    async compactLanding(): Promise<CompactedTurn> {
      const { fileCount, packCount, leftCount, isBusy } = await compactLanding(landing.dir, {
        foldersMax: FOLDERS_PER_TURN,
        ...(failpoint === undefined ? {} : { failpoint }),
      });
      return { fileCount, done: isBusy || leftCount === 0 || packCount === 0 };
    },
  };
}
