/** Column names and DuckDB types as models declare them; a trailing `?` allows NULL. */
export type DeclaredColumns = Readonly<Record<string, string>>;

export interface DeclaredColumn {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
}

export function declaredColumns(columns: DeclaredColumns): DeclaredColumn[] {
  return Object.entries(columns).map(([name, declared]) => ({
    name,
    type: declared.replace(/\?$/, ""),
    isNullable: declared.endsWith("?"),
  }));
}

export interface DescribedColumn {
  readonly column_name: string;
  readonly column_type: string;
}

/** What DuckDB says of a query that the declaration does not: one sentence a difference. */
export function typeDifferences(
  columns: DeclaredColumns,
  described: readonly DescribedColumn[],
): string[] {
  const found = new Map(described.map((column) => [column.column_name, column.column_type]));
  const differences: string[] = [];
  for (const [name, { length }] of Map.groupBy(described, (column) => column.column_name))
    // Of two columns of one name DuckDB takes the first, whichever was meant.
    if (length > 1) differences.push(`${name} is selected ${length} times`);
  for (const { name, type } of declaredColumns(columns)) {
    const foundType = shortType(found.get(name));
    if (foundType === undefined) differences.push(`${name} is missing`);
    else if (foundType !== type) differences.push(`${name} is ${foundType}, declared ${type}`);
    found.delete(name);
  }
  for (const [name, type] of found) differences.push(`${name} is ${type}, declared nowhere`);
  return differences;
}

function shortType(type: string | undefined): string | undefined {
  return type === "TIMESTAMP WITH TIME ZONE" ? "TIMESTAMPTZ" : type;
}
