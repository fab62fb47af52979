import {
  SourceAuthError,
  SourceDownError,
  SourceMissingError,
  SourceMovedError,
  SourceRequestError,
  SourceShapeError,
  SourceTooLargeError,
} from "../errors.ts";
import type { Quarantined } from "../source.ts";
import type { Table } from "./base.ts";

type OfSource =
  | SourceAuthError
  | SourceDownError
  | SourceMissingError
  | SourceMovedError
  | SourceRequestError
  | SourceShapeError
  | SourceTooLargeError;

const OF_SOURCE = [
  SourceAuthError,
  SourceDownError,
  SourceMissingError,
  SourceMovedError,
  SourceRequestError,
  SourceShapeError,
  SourceTooLargeError,
];

/** True for what a server did to one request: it says nothing of the other tables. */
export function isOfSource(error: unknown): error is OfSource {
  return OF_SOURCE.some((type) => error instanceof type);
}

/** True where the same may be had in smaller pieces. */
export function isHeavy(error: unknown): error is SourceDownError | SourceTooLargeError {
  return error instanceof SourceDownError || error instanceof SourceTooLargeError;
}

/** A table of which nothing is read this time, by its name. */
export function refusal({ id, title }: Table, reason: string): Quarantined {
  return { record: { table_id: id, table: title }, reason };
}

/** What a failure is called where people look for it: no address and no words of the server. */
export function reasonOf(error: OfSource): string {
  if (error instanceof SourceAuthError || error instanceof SourceMissingError)
    return `not shown: status ${error.status}`;
  if (error instanceof SourceRequestError) {
    const code = error.code === null ? "" : ` ${error.code}`;
    return `not read: status ${error.status}${code}`;
  }
  if (error instanceof SourceMovedError) return `not read: status ${error.status}`;
  if (error instanceof SourceDownError) return "not read: no usable answer in time";
  return error instanceof SourceTooLargeError
    ? "not read: larger than can be held"
    : "not read: the answer has an unknown shape";
}
