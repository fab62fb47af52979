export class InstallError extends Error {}

/**
 * Installs one folder unless that is done. Any number of processes may ask at once: one installs,
 * the others wait for it. Resolves to whether something was installed.
 */
export function installFolder(
  folder: string,
  options?: { log?: (line: string) => void; signal?: AbortSignal },
): Promise<boolean>;
