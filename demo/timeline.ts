/** What something is from an instant on; null once it is gone. */
export interface Version<T> {
  readonly from: number;
  readonly value: T | null;
}

/** Versions in order of `from`: the last one that has begun is what a reader sees. */
export function valueAt<T>(versions: readonly Version<T>[], now: number): T | null {
  for (let index = versions.length - 1; index >= 0; index -= 1) {
    const version = versions[index]!;
    if (version.from <= now) return version.value;
  }
  return null;
}

/** Adds what happens now, and forgets what was planned for later: a person was quicker. */
export function overwritten<T>(
  versions: readonly Version<T>[],
  now: number,
  value: T | null,
): Version<T>[] {
  return [...versions.filter((version) => version.from <= now), { from: now, value }];
}
