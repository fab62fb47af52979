export interface TablePart {
  /** By column; what is no text is its text, and instants have a zone. */
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  /** In the whole file. */
  readonly rowCount: number;
}

/** Reads files that a system writes as a table, in bounded memory, a part at a time. */
export interface TableReader {
  /** Rows of a Parquet file from a place on. Throws for a file that is none, or lacks a column. */
  rows(
    file: string,
    asked: { readonly columns: readonly string[]; readonly from: number; readonly count: number },
  ): Promise<TablePart>;
  /** A folder for files until they are read: nobody else sees it, and it ends with the process. */
  folder(): Promise<string>;
}
