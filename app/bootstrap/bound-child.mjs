const END_WITH_PARENT = new URL("end-with-parent.mjs", import.meta.url).href;

/**
 * Options for `spawn` of a Node (or of npm) that ends with this process, however this ends, and
 * with nothing else: Ctrl-C in a terminal reaches this process alone, so that no child's end is
 * taken for a failure.
 */
export function boundChild(env = process.env) {
  return {
    env: {
      ...env,
      VKLAD_PARENT: `${process.pid}`,
      NODE_OPTIONS: `${env.NODE_OPTIONS ?? ""} --import=${END_WITH_PARENT}`.trim(),
    },
    // Windows would open a window for it.
    detached: process.platform !== "win32",
  };
}
