import { isIP } from "node:net";

/** Under which names the gateway is asked, and which pages are its own. */
export interface Addresses {
  /** The address people open is https: cookies then go over TLS alone. */
  readonly isSecure: boolean;
  /**
   * False for a name that nobody gave this server. A page of another site can make its own name
   * lead here (DNS rebinding), but not an address in figures, `localhost`, or a configured name.
   */
  isOwnHost(host: string | undefined): boolean;
  /** True for a request that a page of this server makes. Browsers send `Origin` with every POST. */
  isOwnOrigin(headers: {
    readonly origin?: string | undefined;
    readonly host?: string | undefined;
  }): boolean;
}

/**
 * A page is ours at the origin of `publicUrl`, whatever `Host` a proxy in front sends (nginx by
 * default sends the name in its `proxy_pass`), and at the very address that was asked, by http,
 * where nothing is in front. Only names decide, not ports: a tunnel or a container maps those.
 */
export function createAddresses(options: {
  /** What the server listens on. */
  readonly host: string;
  /** What people open, where that is another address. */
  readonly publicUrl?: string | undefined;
  /** Further names by which a proxy asks. */
  readonly proxyHosts?: readonly string[] | undefined;
}): Addresses {
  const open = options.publicUrl === undefined ? null : new URL(options.publicUrl);
  const names = new Set(["localhost", options.host, ...(options.proxyHosts ?? [])].map(lower));
  const isUnderPublicName = (name: string | undefined) => name === open?.hostname;
  const isOwnName = (name: string) => isIP(bare(name)) !== 0 || names.has(name);
  return {
    isSecure: open?.protocol === "https:",
    isOwnHost(host) {
      const name = nameOf(host);
      return name !== null && (isUnderPublicName(name) || isOwnName(name));
    },
    isOwnOrigin({ origin, host }) {
      if (origin === undefined) return false;
      if (origin === open?.origin) return true;
      const name = nameOf(host);
      if (name === null || isUnderPublicName(name) || !isOwnName(name)) return false;
      return origin === URL.parse(`http://${host}`)?.origin;
    },
  };
}

const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** The name in a `Host` header, in small letters and without the port; null if it is none. */
function nameOf(host: string | undefined): string | null {
  if (host === undefined || !HOST.test(host)) return null;
  return URL.parse(`http://${host}`)?.hostname ?? null;
}

function bare(name: string): string {
  return name.startsWith("[") ? name.slice(1, -1) : name;
}

function lower(name: string): string {
  return name.toLowerCase();
}
