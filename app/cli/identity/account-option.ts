import type { AccountNamespace } from "../../../sources/connector.ts";
import type { NamedAccount } from "../../../warehouse/ledger/index.ts";
import { connectors } from "../../community/connectors.ts";
import type { IdentityKey } from "../../community/identity-key.ts";

export class AccountOptionError extends Error {
  override readonly name = "AccountOptionError";
  constructor(found: string, expected: string) {
    super(`An account is ${JSON.stringify(found)}; expected ${expected}.`);
  }
}

const namespaces = new Map<string, AccountNamespace>(
  connectors.flatMap(({ accounts }) => Object.entries<AccountNamespace>(accounts)),
);

/** An account as the configuration writes one, or its key as these commands print it. */
export function accountNamed(
  text: string,
  {
    identity,
    systemOf,
  }: {
    readonly identity: IdentityKey;
    readonly systemOf: (account: string) => string | null;
  },
): NamedAccount {
  if (/^a_[0-9a-f]{32}$/.test(text)) return { account: text, system: systemOf(text) ?? "" };
  const [system = "", ...rest] = text.split(":");
  const nativeId = rest.join(":");
  // A mistyped system would be an account that nobody ever has.
  if (namespaces.has(system) && nativeId !== "")
    return { account: identity.accountKey(system, nativeId), system };
  const examples = [...namespaces].map(([name, { example }]) => `${name}:${example}`);
  throw new AccountOptionError(text, `${examples.join(" or ")}, or a key such as a_1f…`);
}

/** The one link whose id begins so. */
export function linkNamed(text: string, known: readonly { readonly linkId: string }[]): string {
  const exact = known.find(({ linkId }) => linkId === text);
  const found =
    exact === undefined ? known.filter(({ linkId }) => linkId.startsWith(text)) : [exact];
  const [only] = found;
  if (only !== undefined && found.length === 1 && text.length >= LINK_ID_BEGINNING_MIN)
    return only.linkId;
  throw new LinkOptionError(text, known.length);
}

/** A handful of links wait at once, and some thousands stand. */
const LINK_ID_BEGINNING_MIN = 8;

export class LinkOptionError extends Error {
  override readonly name = "LinkOptionError";
  constructor(found: string, count: number) {
    super(
      `The link is ${JSON.stringify(found)}; expected the id of one of ${count}, or its first ` +
        `${LINK_ID_BEGINNING_MIN} or more characters, as \`vklad identity conflicts\` and ` +
        "`vklad identity why` print it.",
    );
  }
}

/** An interval's border. */
export function instantOption(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(instant.getTime()))
    return instant;
  throw new InstantOptionError(option, text);
}

export class InstantOptionError extends Error {
  override readonly name = "InstantOptionError";
  constructor(option: string, found: string) {
    super(
      `${option} is ${JSON.stringify(found)}; expected an instant with its zone, such as ` +
        "2026-10-05T09:00:00Z.",
    );
  }
}
