import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { predicate, tablesOf } from "../../../models/access.ts";
import { type Role, roleTable } from "../../../models/roles.ts";
import { openSnapshot, type Snapshot, writeRoleFile } from "../../../warehouse/snapshot/index.ts";
import { countRoleFile, readRoleRows, readRows } from "../../../warehouse/snapshot/rows.ts";
import { removeStrayFiles } from "../../../warehouse/atomic-write.ts";
import { peopleIn } from "../../identity/published-people.ts";
import type { Principal, Published } from "./principal.ts";

interface PrincipalRow {
  readonly account_key: string;
  readonly member_id: string;
  readonly name: string;
  readonly role: string;
  readonly cohort_id: string | null;
}

/**
 * Opens the newest snapshot for the gateway; null before the first one. It is verified first, so
 * that a damaged one is named, and whoever holds an older one goes on with that. Requests to `before`
 * are let finish: what was made of it stays until the next one.
 */
export async function openPublished(options: {
  readonly snapshotsDir: string;
  readonly cacheDir: string;
  readonly before?: Pick<Published, "filePrefixes"> | null;
}): Promise<Published | null> {
  const snapshot = await openSnapshot(options.snapshotsDir);
  if (snapshot === null) return null;
  const rows = (await readRows(
    snapshot,
    "gateway_principals",
  )) as unknown as readonly PrincipalRow[];
  const principals = principalsOf(rows);
  const names = await namesIn(snapshot);
  const people = await peopleIn(snapshot);
  const filePrefixes = roleTable.map(({ name }) => prefixOf(snapshot, name));
  const before = options.before?.filePrefixes ?? [];
  await removeOldFiles(options.cacheDir, [...filePrefixes, ...before]);
  const files = roleFiles(snapshot, options.cacheDir);
  return {
    asOf: snapshot.asOf,
    filePrefixes,
    nameOf: (account) => names.get(account) ?? principals.get(account)?.name ?? null,
    principalOf: (account) => principals.get(account) ?? null,
    people,
    tablesOf: async (principal, role) => (await files(principal, role)).tables,
    rowsOf: async (principal, role, table) =>
      readRoleRows((await files(principal, role)).path, table),
    fileOf: files,
  };
}

/** Nobody's in a snapshot of an earlier version, which knows whoever may sign in and nobody else. */
async function namesIn(snapshot: Snapshot): Promise<ReadonlyMap<string, string>> {
  const table = "gateway_names";
  if (!snapshot.tables.some(({ name }) => name === table)) return new Map();
  const rows = await readRows(snapshot, table);
  return new Map(rows.map(({ account_key, name }) => [`${account_key}`, `${name}`]));
}

function principalsOf(rows: readonly PrincipalRow[]): ReadonlyMap<string, Principal> {
  const accounts = Map.groupBy(rows, ({ account_key }) => account_key);
  return new Map(
    [...accounts].flatMap(([account, own]) => {
      const [first] = own;
      if (first === undefined) return [];
      // A role that this gateway does not know is none: it opens nothing, rather than another's.
      const held = roleTable.filter(({ name }) => own.some(({ role }) => role === name));
      const principal: Principal = {
        account,
        memberId: first.member_id,
        name: first.name,
        roles: held.map(({ name }) => name),
        cohorts: new Map(
          held
            .filter(({ byCohort }) => byCohort)
            .map(({ name }) => [name, cohortsOf(own, name)] as const),
        ),
      };
      return [[account, principal] as const];
    }),
  );
}

/** Those in which the role itself is held: who attends a cohort does not look after it. */
function cohortsOf(own: readonly PrincipalRow[], name: Role): readonly string[] {
  const cohortIds = own.flatMap(({ role, cohort_id }) =>
    role === name && cohort_id !== null ? [cohort_id] : [],
  );
  return [...new Set(cohortIds)].toSorted();
}

interface RoleFile {
  readonly path: string;
  readonly etag: string;
  readonly tables: Readonly<Record<string, number>>;
}

const hashOf = (content: unknown) =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);

/** Of the tables that the role reads: while none of them changes, its files are as they were. */
function prefixOf(snapshot: Snapshot, role: Role): string {
  const published = new Map(snapshot.tables.map(({ name, sha256 }) => [name, sha256]));
  return hashOf(tablesOf(role).map(({ table }) => [table, published.get(table) ?? null]));
}

/** What is being written has no name yet, and is its process's own. */
async function removeOldFiles(cacheDir: string, kept: readonly string[]): Promise<void> {
  if (!existsSync(cacheDir)) return;
  await removeStrayFiles(cacheDir);
  for (const name of readdirSync(cacheDir)) {
    const isOld = !name.startsWith(".") && !kept.some((prefix) => name.startsWith(prefix));
    if (isOld) rmSync(join(cacheDir, name), { force: true, recursive: true });
  }
}

/** Files are named by what they hold: the tables and the filters. */
function roleFiles(snapshot: Snapshot, cacheDir: string) {
  const making = new Map<string, Promise<RoleFile>>();

  return (principal: Principal, role: Role): Promise<RoleFile> => {
    const tables = tablesOf(role).map((rule) => ({
      table: rule.table,
      where: predicate(rule, principal),
    }));
    const prefix = prefixOf(snapshot, role);
    const etag = hashOf([prefix, tables]);
    const known = making.get(etag);
    if (known !== undefined) return known;
    const made = make(join(cacheDir, `${prefix}-${etag}.duckdb`), etag, tables);
    making.set(etag, made);
    // A failure is tried again at the next request.
    made.catch(() => making.delete(etag));
    return made;
  };

  async function make(
    path: string,
    etag: string,
    tables: readonly { readonly table: string; readonly where: string }[],
  ): Promise<RoleFile> {
    if (!existsSync(path)) await writeRoleFile({ snapshot, out: path, tables });
    return { path, etag, tables: await countRoleFile(path) };
  }
}
