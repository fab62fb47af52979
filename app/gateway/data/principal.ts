import type { Viewer } from "../../../models/access.ts";
import type { Role } from "../../../models/roles.ts";
import type { PublishedPeople } from "../../identity/published-people.ts";

/** Whoever is signed in, as the newest snapshot knows them. */
export interface Principal extends Viewer {
  readonly account: string;
  readonly name: string;
  /** In the order in which their pages are offered. */
  readonly roles: readonly Role[];
}

/** The published data, as the gateway hands it out. */
export interface Published {
  readonly asOf: string;
  /** With these begin the names of the files that are made of it. */
  readonly filePrefixes: readonly string[];
  /** How the community calls the member who has this account; null where nobody has. */
  nameOf(account: string): string | null;
  /** Null for an account that no member has. */
  principalOf(account: string): Principal | null;
  /** Who is who: for desks, and for nobody's browser. */
  readonly people: PublishedPeople;
  /** Rows per table of a role's part, filtered for the principal. */
  tablesOf(principal: Principal, role: Role): Promise<Readonly<Record<string, number>>>;
  /** Rows of one table of the principal's own file, and nothing else. */
  rowsOf(
    principal: Principal,
    role: Role,
    table: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The principal's own database file; made once per filter and content of its tables. */
  fileOf(principal: Principal, role: Role): Promise<{ path: string; etag: string }>;
}
