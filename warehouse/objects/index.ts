export { ObjectsClientError, ObjectsUnreachableError } from "./errors.ts";
export type { ListedObject, ObjectStore, PutCondition, StoredObject } from "./objects.ts";
export { openS3 } from "./s3.ts";
export type { S3Place } from "./s3.ts";
