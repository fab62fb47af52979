import type { Locale } from "../community/words.ts";

/** Options that every command takes. */
export interface CommonOptions {
  readonly data: string;
  readonly config: string;
  readonly asOf?: string;
  readonly locale?: Locale;
}

export interface WorkerOptions {
  readonly address?: string;
  /** The command line's default: then a profile's namespace is taken, if it names one. */
  readonly namespace: string;
  /** As typed: `queuesOption` checks it. */
  readonly queues?: string;
  readonly schedules: boolean;
}

/** What is asked of `vklad distribute`; at most one of the eight that steer, with a reason. */
export interface DistributeOptions {
  readonly period?: string;
  readonly show: boolean;
  readonly status: boolean;
  readonly hold?: string;
  readonly resume?: string;
  readonly void?: string;
  readonly revise?: string;
  readonly acknowledge?: string;
  readonly holdLine?: string;
  readonly dropLine?: string;
  readonly releaseLine?: string;
  /** Which, of the month that one of these three names. */
  readonly line?: string;
  readonly reason?: string;
}

/** Which links `vklad identity unlink` is to undo, beside those that are named. */
export interface UnlinkOptions {
  readonly method?: "proof" | "verified_email" | "manual";
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly evidence?: string;
  readonly reason: string;
  readonly yes: boolean;
}

export interface DeclareOptions {
  readonly actor: "bot" | "agent" | "person";
  readonly owner?: string;
  readonly reason: string;
}

/**
 * The terminal's language: named, or the environment's where that is one of ours, or the
 * community's. `C`, `POSIX` and languages that we do not speak name none of ours.
 */
export function localeOf(
  { locale }: Pick<CommonOptions, "locale">,
  community: Locale,
  env: NodeJS.ProcessEnv = process.env,
): Locale {
  if (locale !== undefined) return locale;
  // POSIX: an empty variable counts as unset.
  const named = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  const [, ours] = /^(ru|en)(?![a-z])/i.exec(named) ?? [];
  return ours === undefined ? community : (ours.toLowerCase() as Locale);
}

export class AsOfError extends Error {
  override readonly name = "AsOfError";
}

/** Checks `--as-of`. Null where it was not given. */
export function asOfOption({ asOf }: CommonOptions): Date | null {
  if (asOf === undefined) return null;
  const instant = new Date(asOf);
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(asOf) || Number.isNaN(instant.getTime()))
    throw new AsOfError(
      `--as-of is ${JSON.stringify(asOf)}; expected an instant with its zone, such as ` +
        `2026-10-05T09:00:00Z.`,
    );
  return instant;
}
