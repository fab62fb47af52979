/** A word on a text, as the ledger keeps it. */
export interface Statement {
  readonly by: string;
  readonly at: number;
  readonly attempt: string;
  readonly digest: string;
  readonly verdict: "accepted" | "returned" | "withdrawn";
  readonly grade: number | null;
  readonly task: string;
  readonly cohort: string;
  /** Millionths. */
  readonly complexity: number;
  readonly way: "page" | "workbook";
  /** How it came about: `master` through the page, or what no page would have let through. */
  readonly kind: string;
}
