import type { Column } from "./columns.ts";
import { referencesIn } from "./columns.ts";

/** What becomes of a column's values before they land. */
export type Treatment =
  /** As they came, but for texts that are nothing but an address or a phone. */
  | { readonly kind: "sent" }
  /** Keyed hashes land. */
  | { readonly kind: "address" }
  /** Nothing lands. */
  | { readonly kind: "dropped" }
  /** Users of NocoDB: who, and of the address its hash. */
  | { readonly kind: "person" }
  /** Anything may stand in it: contacts are looked for at any depth, and within texts. */
  | { readonly kind: "json" }
  /** Nobody knows what it is, or it is made from contacts: numbers land, texts do not. */
  | { readonly kind: "numbers" }
  /** Rows of another table, each by the columns of that table. */
  | { readonly kind: "rows"; readonly columns: () => Treatments };

/** By the titles under which records carry the columns. */
export type Treatments = ReadonlyMap<string, Treatment>;

export type Tables = ReadonlyMap<string, readonly Column[]>;

const SENT: Treatment = { kind: "sent" };
const NUMBERS: Treatment = { kind: "numbers" };

/** https://nocodb.com/docs/product-docs/fields: those that show people, or repeat other columns. */
const BY_TYPE: Readonly<Record<string, Treatment>> = {
  Email: { kind: "address" },
  PhoneNumber: { kind: "dropped" },
  QrCode: { kind: "dropped" },
  Barcode: { kind: "dropped" },
  Button: { kind: "dropped" },
  User: { kind: "person" },
  Collaborator: { kind: "person" },
  CreatedBy: { kind: "person" },
  LastModifiedBy: { kind: "person" },
  JSON: { kind: "json" },
};

/** How the columns of a table are treated, as far as the tables known here tell. */
export function treatmentsIn(table: string, tables: Tables): Treatments {
  return columnsOf(table, tables, new Set());
}

function columnsOf(table: string, tables: Tables, passed: ReadonlySet<string>): Treatments {
  const columns = tables.get(table) ?? [];
  return new Map(
    columns.map((column) => [column.title, treatmentOf({ table, column }, tables, passed)]),
  );
}

interface Place {
  readonly table: string;
  readonly column: Column;
}

/** `passed`: columns on the way here; one that leads back to itself is nothing we know. */
function treatmentOf(place: Place, tables: Tables, passed: ReadonlySet<string>): Treatment {
  const { table, column } = place;
  const { uidt, options } = column;
  if (passed.has(column.id)) return NUMBERS;
  const onward = new Set([...passed, column.id]);
  const known = BY_TYPE[uidt];
  if (known !== undefined) return known;
  if (column.title.trim().toLowerCase() === "email") return { kind: "address" };
  if (uidt === "LinkToAnotherRecord" || uidt === "Links") {
    const related = options.related;
    return { kind: "rows", columns: () => columnsOf(related ?? "", tables, new Set()) };
  }
  if (uidt === "Lookup" || uidt === "Rollup") {
    const source = lookedUp(place, tables);
    const found = source === null ? NUMBERS : treatmentOf(source, tables, onward);
    return uidt === "Lookup" || found.kind === "sent" ? found : NUMBERS;
  }
  if (uidt !== "Formula") return SENT;
  const columns = tables.get(table) ?? [];
  const sources = referencesIn(options.formula, columns);
  const isPlain = sources?.every((source) => {
    return treatmentOf({ table, column: source }, tables, onward).kind === "sent";
  });
  return isPlain === true ? SENT : NUMBERS;
}

/** The column of another table that a lookup shows; null where it cannot be found. */
function lookedUp({ table, column }: Place, tables: Tables): Place | null {
  const { relation, target } = column.options;
  const link = tables.get(table)?.find(({ id }) => id === relation);
  const related = link?.options.related ?? null;
  const found = related === null ? undefined : tables.get(related)?.find(({ id }) => id === target);
  return related === null || found === undefined ? null : { table: related, column: found };
}

/** In words that change when, and only when, something lands in another form. */
export function inWords(treatments: Treatments): Readonly<Record<string, string>> {
  const worded = [...treatments].map(([title, treatment]) => [title, wordOf(treatment)]);
  return Object.fromEntries(worded) as Readonly<Record<string, string>>;
}

function wordOf(treatment: Treatment): string {
  if (treatment.kind !== "rows") return treatment.kind;
  const inner = [...treatment.columns()].map(([title, { kind }]) => `${title}: ${kind}`);
  return `rows (${inner.join(", ")})`;
}
