import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  CancellationScope,
  condition,
  defineSignal,
  ParentClosePolicy,
  setHandler,
  sleep,
  startChild,
} from "@temporalio/workflow";

const releaseSignal = defineSignal("release");

/**
 * Whoever waits asks again soon at first, and then at twice the pause: never later than it has waited
 * already, and so rarely that a day of waiting is 7,200 events of its history.
 */
const FIRST_PAUSE_MS = 250;
const PAUSE_MS_MAX = 2 * 60_000;
/** No build is expected to take this long. What held the key is stuck: others go on without it. */
const HELD_MS_MAX = 24 * 60 * 60_000;

/**
 * Runs `work` while this run alone holds `key`, on the whole namespace. The server lets one open
 * workflow have an id, and ends a child with its parent: so the child is the lock, and its lease.
 */
export async function exclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
  const held = await hold(key);
  try {
    return await work();
  } finally {
    await CancellationScope.nonCancellable(async () => {
      // It is gone where this run was cancelled, and the child with it.
      await held.signal(releaseSignal).catch(() => undefined);
      await held.result().catch(() => undefined);
    });
  }
}

async function hold(key: string) {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    try {
      return await startChild(holdWorkflow, {
        workflowId: `exclusive/${key}`,
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        workflowExecutionTimeout: HELD_MS_MAX,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Is open for as long as its parent holds what it is named after. */
export async function holdWorkflow(): Promise<void> {
  let isReleased = false;
  setHandler(releaseSignal, () => {
    isReleased = true;
  });
  await condition(() => isReleased);
}
