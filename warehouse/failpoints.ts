/** Where a process may be killed to the most harm: work is done and not yet committed. */
export type Failpoint = "fetch" | "load" | "materialize" | "publish" | "compact";

/** Told when a point is reached. Product code passes nothing; a test's entry kills itself there. */
export type FailpointHook = (failpoint: Failpoint) => void | Promise<void>;

export const noFailpoints: FailpointHook = () => undefined;
