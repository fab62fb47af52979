/** What a query may read, and what ClickHouse calls the types. The relations are in `store.ts`. */
export type ClickHouseType =
  | "UUID"
  | "String"
  | "DateTime64(6, 'UTC')"
  | "Bool"
  | "UInt64"
  | "Int64";

const DATE_TIME = "DateTime64(6, 'UTC')";

export const TABLES: Readonly<Record<string, Readonly<Record<string, ClickHouseType>>>> = {
  events: {
    uuid: "UUID",
    event: "String",
    /** JSON as text. */
    properties: "String",
    timestamp: DATE_TIME,
    distinct_id: "String",
    created_at: DATE_TIME,
    /** Of whom the distinct id is now. */
    person_id: "UUID",
  },
  persons: {
    id: "UUID",
    created_at: DATE_TIME,
    properties: "String",
    is_identified: "Bool",
  },
  raw_persons: {
    id: "UUID",
    created_at: DATE_TIME,
    properties: "String",
    is_identified: "Bool",
    is_deleted: "Bool",
    version: "UInt64",
  },
  person_distinct_ids: { distinct_id: "String", person_id: "UUID" },
  raw_person_distinct_ids: {
    distinct_id: "String",
    person_id: "UUID",
    is_deleted: "Bool",
    version: "Int64",
  },
};
