/** Roles as pages and snapshots know them: a trainee's pages are under `/me/`. */
export type PageRole = "deanery" | "master" | "committee" | "me";

/** Whoever is signed in, as the newest snapshot knows them. */
export interface Principal {
  readonly account: string;
  readonly memberId: string;
  readonly name: string;
  readonly roles: readonly PageRole[];
  /** Cohorts a master looks after. */
  readonly cohortIds: readonly string[];
}

/** The published data, as the gateway hands it out. */
export interface Published {
  readonly digest: string;
  readonly asOf: string;
  /** How the community calls the member who has this account; null where nobody has. */
  nameOf(account: string): string | null;
  /** Null for an account that no member has. */
  principalOf(account: string): Principal | null;
  /** Rows per table of a role's part, filtered for the principal. */
  tablesOf(principal: Principal, role: PageRole): Promise<Readonly<Record<string, number>>>;
  /** The principal's own database file; made once per snapshot and filter. */
  fileOf(principal: Principal, role: PageRole): Promise<{ path: string; etag: string }>;
}
