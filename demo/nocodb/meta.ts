import type { Reply, Request } from "../loopback.ts";
import type { Base, BaseTable } from "./base.ts";

/** The tables of the base, and one table with its columns. Null for another path. */
export function answerMeta(base: Base, { path }: Request): Reply | null {
  const list = /^\/api\/v2\/meta\/bases\/([^/]+)\/tables$/.exec(path);
  if (list !== null) {
    if (list[1] !== base.id) return missing("ERR_BASE_NOT_FOUND", `Base '${list[1]}' not found`);
    const rows = base.tables.map((table, index) => tableJson(base, { table, order: index + 1 }));
    const pageInfo = {
      totalRows: rows.length,
      page: 1,
      pageSize: rows.length,
      isFirstPage: true,
      isLastPage: true,
    };
    return { status: 200, body: { list: rows, pageInfo } };
  }
  const one = /^\/api\/v2\/meta\/tables\/([^/]+)$/.exec(path);
  if (one === null) return null;
  const index = base.tables.findIndex(({ id }) => id === one[1]);
  const table = base.tables[index];
  if (table === undefined) return missing("ERR_TABLE_NOT_FOUND", `Table '${one[1]}' not found`);
  const columns = table.columns.map((column, position) =>
    columnJson(base, { table, column, order: position + 1 }),
  );
  const columnsById = Object.fromEntries(columns.map((column) => [column.id, column]));
  const body = { ...tableJson(base, { table, order: index + 1 }), views: [], columns, columnsById };
  return { status: 200, body };
}

/** When the demo's base was laid out. */
const CREATED_AT = "2026-03-01 09:00:00+00:00";

function tableJson(base: Base, { table, order }: { table: BaseTable; order: number }) {
  return {
    id: table.id,
    source_id: sourceId(base),
    base_id: base.id,
    table_name: `nc_demo___${table.title}`,
    title: table.title,
    type: "table",
    meta: null,
    schema: null,
    enabled: 1,
    mm: 0,
    tags: null,
    pinned: null,
    deleted: null,
    order,
    description: null,
    synced: 0,
    fk_workspace_id: "wdemo001",
    created_by: null,
    owned_by: null,
    uuid: null,
    password: null,
    fk_custom_url_id: null,
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
  };
}

function columnJson(
  base: Base,
  {
    table,
    column,
    order,
  }: { table: BaseTable; column: BaseTable["columns"][number]; order: number },
) {
  return {
    id: `c${table.id.slice(1, 9)}${String(order).padStart(6, "0")}`,
    source_id: sourceId(base),
    base_id: base.id,
    fk_model_id: table.id,
    title: column.title,
    column_name: column.title.toLowerCase(),
    uidt: column.uidt,
    dt: column.uidt === "ID" ? "integer" : "varchar",
    pk: column.uidt === "ID" ? 1 : null,
    pv: null,
    rqd: column.uidt === "ID" ? 1 : null,
    system: column.isSystem ? 1 : 0,
    order,
    meta: null,
    description: null,
    readonly: 0,
    fk_workspace_id: "wdemo001",
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
    ...column.described,
  };
}

function sourceId(base: Base): string {
  return `b${base.id.slice(1)}`;
}

function missing(error: string, message: string): Reply {
  return { status: 404, body: { error, message } };
}
