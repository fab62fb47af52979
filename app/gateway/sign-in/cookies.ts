import type { Addresses } from "../addresses.ts";

export interface Cookies {
  /** Whose session it is. */
  readonly session: string;
  /** Ties an answer of the club to the browser that asked. */
  readonly browser: string;
  readonly options: {
    readonly httpOnly: true;
    readonly sameSite: "lax";
    readonly path: "/";
    readonly secure: boolean;
  };
}

/**
 * Over https the names begin with `__Host-`: browsers then take them from this very host and over
 * TLS alone, so that neither a sister site nor somebody on the line can put a session in place.
 */
export function cookiesOf({ isSecure }: Addresses): Cookies {
  const prefix = isSecure ? "__Host-" : "";
  return {
    session: `${prefix}vklad`,
    browser: `${prefix}vklad_browser`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure },
  };
}
