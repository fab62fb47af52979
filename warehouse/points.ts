/** Where a process may be killed to the most harm: work is done and not yet committed. */
export type Point = "fetch" | "load" | "materialize" | "publish";

/** Told when a point is reached. Product code passes nothing; a test's entry kills itself there. */
export type Points = (point: Point) => void | Promise<void>;

export const noPoints: Points = () => undefined;
