import { dirname, join, relative, sep } from "node:path";

import type { CreateRule, SyntaxNode } from "./rule.ts";

export interface Row {
  /** A folder, or `folder/*`: then its subfolders are closed against each other. */
  readonly folder: string;
  /** Files and folders of ours outside it, from the root. */
  readonly may: readonly string[];
  /** The same, for `import type` alone. */
  readonly mayTypes?: readonly string[];
  /** The only packages it may import, built-in modules included; absent: any. */
  readonly packages?: readonly string[];
  /** False: no `node:` module. */
  readonly builtins?: false;
  /** True: `import(path)` with a path known only when it runs. */
  readonly mayUnnamed?: true;
}

/** What several tests begin with: `given.ts`, `given-period.ts`. */
const GIVEN = /\/given[^/]*\.ts$/;

/** Says who may import whom; static, type, dynamic and re-exporting imports alike. */
export const importTable: CreateRule = {
  meta: { schema: [{ type: "object" }] },
  create(context) {
    const { table } = context.options[0] as { table: readonly Row[] };
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    const row = rowOf(table, file);
    if (row === undefined) return {};
    const home = file.split("/").slice(0, row.folder.split("/").length).join("/");
    const check = (node: SyntaxNode) => {
      if (!node.source) return;
      const isType = node.importKind === "type" || node.exportKind === "type";
      const reason = refusal(row, home, file, node.source.value, isType);
      if (reason) context.report({ node, message: `${reason} (The table: oxlint.config.ts.)` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function rowOf(table: readonly Row[], file: string): Row | undefined {
  const matches = ({ folder }: Row) =>
    folder.endsWith("/*")
      ? file.startsWith(folder.slice(0, -1)) && file.split("/").length > folder.split("/").length
      : file.startsWith(`${folder}/`);
  const depth = ({ folder }: Row) => folder.split("/").length + (folder.endsWith("/*") ? 0 : 0.5);
  return table.filter(matches).toSorted((a, b) => depth(b) - depth(a))[0];
}

function refusal(row: Row, home: string, file: string, path: unknown, isType: boolean) {
  if (typeof path !== "string") {
    return row.mayUnnamed ? null : `${home}/ may import only what its source names.`;
  }
  if (!path.startsWith(".")) {
    if (row.builtins === false && path.startsWith("node:")) return `${home}/ runs without Node.`;
    const isNamed = row.packages?.some((name) => path === name || path.startsWith(`${name}/`));
    return isNamed === false ? `${home}/ may import only ${row.packages?.join(", ")}.` : null;
  }
  const target = join(dirname(file), path).split(sep).join("/");
  if (GIVEN.test(target)) return `${target} is for tests.`;
  const lies = (folder: string) => target === folder || target.startsWith(`${folder}/`);
  if ([home, ...row.may].some(lies)) return null;
  if (!row.mayTypes?.some(lies)) return `${home}/ may not import ${target}.`;
  return isType ? null : `${home}/ may import only types from ${target}.`;
}
