/**
 * One after another: what is quick and explains most comes first, and has both cores. The lanes of
 * a stage run side by side. Each waits as much as it works, so that fewer would leave a core idle.
 */
export const STAGES = [
  [["unit"]],
  [["system"], ["browser"], ["temporal", "club", "engines"]],
] as const;
export type Project = (typeof STAGES)[number][number][number];
const PROJECTS: readonly Project[] = STAGES.flat(2);

export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** The projects that `--without=a,b` leaves out. */
export function withoutOf(args: readonly string[]): ReadonlySet<Project> {
  const out = new Set<Project>();
  for (const arg of args) {
    const list = /^--without=(.+)$/.exec(arg)?.[1];
    if (list === undefined) {
      throw new OptionError(
        `${arg} is no option of npm test; there is --without=${PROJECTS.join(",")}`,
      );
    }
    for (const name of list.split(",")) {
      const project = PROJECTS.find((known) => known === name);
      if (project === undefined) {
        throw new OptionError(
          `--without=${name}: there is no such project. Known: ${PROJECTS.join(", ")}`,
        );
      }
      out.add(project);
    }
  }
  return out;
}
