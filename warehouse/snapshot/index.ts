export { SnapshotUnreadableError } from "./errors.ts";
export type { SnapshotManifest, SnapshotTable } from "./manifest.ts";
export { publishSnapshot, removeOldSnapshots } from "./publish.ts";
export type { Published, PublishedTable, PublishRequest } from "./publish.ts";
export { openSnapshot, readCurrentSnapshot } from "./read.ts";
export type { Snapshot } from "./read.ts";
export { readRows } from "./rows.ts";
export { writeRoleFile } from "./role-file.ts";
export type { RoleFileRequest, RoleTable } from "./role-file.ts";
