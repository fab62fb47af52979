/**
 * Options for `spawn` of a Node (or of npm) that ends with this process, however this ends, and
 * with nothing else.
 */
export function boundChild(env?: NodeJS.ProcessEnv): {
  readonly env: NodeJS.ProcessEnv;
  readonly detached: boolean;
};
