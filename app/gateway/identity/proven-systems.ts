import { randomUUID } from "node:crypto";

import type { AnyConnector } from "../../../sources/connector.ts";
import type { Talk } from "../../../sources/proof.ts";
import type { Inbox } from "../../../warehouse/inbox/index.ts";
import { connectedIn, connectionsOf } from "../../community/connections.ts";
import type { Config } from "../../community/schema.ts";
import { findSecret, SecretMissingError } from "../../community/secrets.ts";
import type { Start } from "../../runtime/start.ts";
import type { ProvenBy } from "./codes.ts";
import type { SignedInAt } from "./sign-ins.ts";

/**
 * Systems of this community in which a code proves an account. One that answers needs its secret in
 * this process, too: without it nothing is proven there.
 */
export function systemsProvenIn(
  { config, identity }: Pick<Start, "config" | "identity">,
  inbox: Pick<Inbox, "store">,
  env: NodeJS.ProcessEnv = process.env,
): ReadonlyMap<string, ProvenBy> {
  const connected: readonly AnyConnector[] = connectedIn(config);
  const proven = connected.flatMap((connector): (readonly [string, ProvenBy])[] => {
    const { name, proof } = connector;
    if (proof === undefined) return [];
    const talk = connector.talk === undefined ? null : talkOf(connector, config, env);
    if (talk === null && connector.talk !== undefined) return [];
    const mark = { feed: proof.stream, how: "read" } as const;
    const by: ProvenBy = {
      proof,
      talk,
      accountOf: (nativeId) => identity.accountKey(proof.namespace, nativeId),
      wake: () => void inbox.store(name, { id: `code ${randomUUID()}`, marks: [mark], kept: [] }),
    };
    return [[name, by]];
  });
  return new Map(proven);
}

/** Systems that tell themselves whose account it is, where their application has its secret here. */
export function systemsSignedInAt(
  { config, identity }: Pick<Start, "config" | "identity">,
  env: NodeJS.ProcessEnv = process.env,
): ReadonlyMap<string, SignedInAt> {
  const { host, port, publicUrl = `http://${host}:${port}` } = config.gateway;
  const connected: readonly AnyConnector[] = connectedIn(config);
  const settings: Readonly<Record<string, unknown>> = config.sources;
  const signedIn = connected.flatMap(({ name, signIn: proof }): [string, SignedInAt][] => {
    const secret = proof === undefined ? null : findSecret(env, proof.secret.variable);
    if (proof === undefined || secret === null) return [];
    const signIn = proof.open(settings[name], secret.reveal(), {});
    if (signIn === null) return [];
    const { namespace } = proof;
    const returnUrl = new URL(`/auth/prove/${name}/return`, publicUrl).href;
    const accountOf = (nativeId: string) => identity.accountKey(namespace, nativeId);
    return [[name, { namespace, signIn, returnUrl, accountOf }]];
  });
  return new Map(signedIn);
}

function talkOf(connector: AnyConnector, config: Config, env: NodeJS.ProcessEnv): Talk | null {
  try {
    const connection = connectionsOf(config, env, [connector]).systems[connector.name];
    return connector.talk?.(connection as never, { pace: {} }) ?? null;
  } catch (error) {
    if (error instanceof SecretMissingError) return null;
    throw error;
  }
}
