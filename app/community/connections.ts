import type { AnyConnector, Pace, SecretNeed } from "../../sources/connector.ts";
import { connectors } from "./connectors.ts";
import type { Config } from "./schema.ts";
import { findSecret, needSecret } from "./secrets.ts";

/** Where this community's systems answer, and with which keys. Absent ones are not read. */
export interface Connections {
  /** Settings and revealed secrets, by the connector's name. */
  readonly systems: Readonly<Record<string, unknown>>;
  readonly pace?: Pace;
}

/** Systems of which the demo has a twin. */
const OF_DEMO: readonly string[] = [
  "discord",
  "discourse",
  "guides",
  "hypothesis",
  "nocodb",
  "posthog",
  "telegram",
];

/** Connectors of the systems that the configuration names. */
export function connectedIn({ sources }: Config): readonly AnyConnector[] {
  return connectors.filter(({ name }) => sources[name] !== undefined);
}

/** Names of those systems; a demo that names none has systems of its own. */
export function systemsIn(config: Config): readonly string[] {
  return connectedOrDemos(config).map(({ name }) => name);
}

/**
 * Streams of those systems, in a total order. They follow from the configuration alone, so that a
 * rebuild without network says the same.
 */
export function connectedStreamsIn(config: Config): readonly string[] {
  return connectedOrDemos(config)
    .flatMap(({ streams }) => streams.map(({ name }) => name))
    .toSorted();
}

function connectedOrDemos(config: Config): readonly AnyConnector[] {
  const isOfDemo = config.demo !== undefined && Object.keys(config.sources).length === 0;
  return isOfDemo ? connectors.filter(({ name }) => OF_DEMO.includes(name)) : connectedIn(config);
}

/** Those systems with their keys from the environment; throws `SecretMissingError`. */
export function connectionsOf(
  config: Config,
  env: NodeJS.ProcessEnv,
  among: readonly AnyConnector[] = connectedIn(config),
): Connections {
  const sources: Readonly<Record<string, object | undefined>> = config.sources;
  const systems = among.map(({ name, secrets }) => [
    name,
    { ...sources[name], ...revealed(env, secrets) },
  ]);
  return { systems: Object.fromEntries(systems) };
}

function revealed(
  env: NodeJS.ProcessEnv,
  secrets: Readonly<Record<string, SecretNeed>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, { variable, purpose, otherwise }]) => [
      name,
      otherwise === undefined
        ? needSecret(env, variable, purpose).reveal()
        : (findSecret(env, variable)?.reveal() ?? otherwise),
    ]),
  );
}
