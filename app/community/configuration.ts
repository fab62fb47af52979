import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import type { z } from "zod";

import { type Config, type ConfigInput, configSchema } from "./schema.ts";
import { unknownKeyText } from "./unknown-key.ts";

/** A wrong value in the configuration: named with its path, before anything starts. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Gives `vklad.config.ts` its types; the values are checked when they are loaded. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** Reads and checks a configuration file. Throws `ConfigError` listing every wrong value. */
export async function loadConfig(file: string): Promise<Config> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new ConfigError(
      `There is no configuration at ${path}. Expected a file like vklad.config.ts: ` +
        `copy the one in the project's root, or name another with --config.`,
    );
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (cause) {
    throw new ConfigError(`The configuration at ${path} cannot be read: ${reason(cause)}`, {
      cause,
    });
  }
  return checkConfig(loaded.default, path);
}

/** Checks a configuration's values. `name` is what errors call it. */
export function checkConfig(value: unknown, name: string): Config {
  const checked = configSchema.safeParse(value);
  if (!checked.success) {
    const lines = checked.error.issues.flatMap(meant).flatMap((issue) => describe(issue, value));
    throw new ConfigError(
      `The configuration ${name} is not valid:\n${lines.join("\n")}\n` +
        `Correct it and start again; nothing has been started.`,
    );
  }
  const { gateway, demo } = checked.data;
  if (demo !== undefined && !isLoopback(gateway.host))
    throw new ConfigError(
      `The configuration ${name} is not valid:\n` +
        `  gateway.host is ${JSON.stringify(gateway.host)}; expected 127.0.0.1, because the demo ` +
        `lets anybody be anybody. Remove the demo section to serve others.`,
    );
  return checked.data;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Where a value may have several forms, what is wrong with the form that it most resembles: the one
 * whose faults lie deepest. Where it resembles none, the fault is the whole value's.
 */
function meant(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const depthOf = (branch: readonly z.core.$ZodIssue[]) =>
    Math.max(...branch.map(({ path }) => path.length));
  const [closest] = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a));
  if (closest === undefined || depthOf(closest) === 0) return [issue];
  return closest.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }));
}

function describe(issue: z.core.$ZodIssue, value: unknown): readonly string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKeyText(configSchema, issue.path, key));
  const path = issue.path.join(".") || "the whole value";
  const found = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const shown = found === undefined ? "missing" : JSON.stringify(found);
  const expected = issue.message.replace(/^Invalid (input|option): expected /, "");
  return [`  ${path} is ${shown}; expected ${expected}`];
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
