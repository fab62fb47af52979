import { readFileSync } from "node:fs";
import { inspect } from "node:util";

/** A value that shows as `[secret]` wherever it is printed, logged or written as JSON. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
  [inspect.custom](): string {
    return "[secret]";
  }
}

/** Of a value that may hold a key, such as a node's address. */
export function secretOf(value: string): Secret {
  return new Secret(value);
}

export class SecretMissingError extends Error {
  override readonly name = "SecretMissingError";
  constructor(variable: string, purpose: string) {
    super(
      `${variable} is not set; expected ${purpose}. ` +
        `Set ${variable}, or ${variable}_FILE with the path of a file that holds it.`,
    );
  }
}

/** Reads `VKLAD_…` or the file named by `VKLAD_…_FILE`; null where neither is set. */
export function findSecret(env: NodeJS.ProcessEnv, variable: string): Secret | null {
  const file = env[`${variable}_FILE`];
  const value = file === undefined ? env[variable] : readFileSync(file, "utf8").trim();
  return value === undefined || value === "" ? null : new Secret(value);
}

/** As `findSecret`; throws `SecretMissingError` where neither is set. */
export function needSecret(env: NodeJS.ProcessEnv, variable: string, purpose: string): Secret {
  const found = findSecret(env, variable);
  if (found === null) throw new SecretMissingError(variable, purpose);
  return found;
}
