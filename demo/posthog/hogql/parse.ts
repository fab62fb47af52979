/**
 * The part of HogQL that a reader uses: one SELECT with WHERE, GROUP BY, ORDER BY, LIMIT and OFFSET over a
 * table or over another SELECT. No joins, no WITH, no CASE.
 *
 * Language: https://posthog.com/docs/hogql
 */
import { HogqlError, type Token, tokensOf } from "./tokens.ts";

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "field"; readonly path: readonly string[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly isDistinct: boolean;
    }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "not"; readonly inner: Expression }
  | { readonly kind: "interval"; readonly count: number; readonly unit: string }
  | { readonly kind: "star" };

export interface Select {
  readonly columns: readonly { readonly name: string; readonly expression: Expression }[];
  readonly from: string | Select;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly { readonly expression: Expression; readonly isDescending: boolean }[];
  readonly limit: number | null;
  readonly offset: number | null;
}

const COMPARISONS = new Set(["=", "!=", "<>", "<", ">", "<=", ">="]);
const CLAUSES = new Set([
  "from",
  "where",
  "group",
  "order",
  "limit",
  "offset",
  "as",
  "asc",
  "desc",
  "and",
  "or",
  "in",
  "like",
  "ilike",
  "is",
  "not",
  "between",
  "having",
  "join",
  "with",
  "union",
]);

export function parseHogql(query: string): Select {
  const parser = new Parser(query);
  const select = parser.select();
  parser.assertEnd();
  return select;
}

class Parser {
  readonly #query: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokensOf(query);
  }

  select(): Select {
    this.#expectWord("select");
    if (this.#takeWord("distinct")) throw this.#unexpected();
    const columns = this.#listOf(() => this.#column());
    this.#expectWord("from");
    const from = this.#source();
    const where = this.#takeWord("where") ? this.#expression() : null;
    const groupBy = this.#takeWord("group") ? this.#by(() => this.#expression()) : [];
    const orderBy = this.#takeWord("order") ? this.#by(() => this.#ordered()) : [];
    let limit: number | null = null;
    let offset: number | null = null;
    if (this.#takeWord("limit")) limit = this.#whole();
    if (this.#takeWord("offset")) offset = this.#whole();
    return { columns, from, where, groupBy, orderBy, limit, offset };
  }

  assertEnd(): void {
    if (this.#token().kind !== "end") throw this.#unexpected();
  }

  #source(): string | Select {
    if (!this.#takeSign("(")) {
      const name = this.#token();
      if (name.kind !== "word" && name.kind !== "name") throw this.#unexpected();
      this.#at += 1;
      this.#alias();
      return name.value;
    }
    const inner = this.select();
    this.#expectSign(")");
    this.#alias();
    return inner;
  }

  #alias(): string | null {
    const isNamed = this.#takeWord("as");
    const { kind, value } = this.#token();
    const isAlias = kind === "name" || (kind === "word" && !CLAUSES.has(value.toLowerCase()));
    if (!isAlias) {
      if (isNamed) throw this.#unexpected();
      return null;
    }
    this.#at += 1;
    return value;
  }

  #column(): { name: string; expression: Expression } {
    const start = this.#token().start;
    const expression = this.#expression();
    const written = this.#query.slice(start, this.#tokens[this.#at - 1]!.end);
    return { name: this.#alias() ?? written, expression };
  }

  #ordered(): { expression: Expression; isDescending: boolean } {
    const expression = this.#expression();
    const isDescending = this.#takeWord("desc");
    if (!isDescending) this.#takeWord("asc");
    return { expression, isDescending };
  }

  #by<T>(item: () => T): readonly T[] {
    this.#expectWord("by");
    return this.#listOf(item);
  }

  #expression(): Expression {
    return this.#leftOf(["or"], () => this.#leftOf(["and"], () => this.#negated()));
  }

  #leftOf(words: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = words.find((word) => this.#takeWord(word));
      if (operator === undefined) return left;
      left = { kind: "binary", operator, left, right: operand() };
    }
  }

  #negated(): Expression {
    if (this.#takeWord("not")) return { kind: "not", inner: this.#negated() };
    const left = this.#sum();
    const { kind, value } = this.#token();
    if (kind === "sign" && COMPARISONS.has(value)) {
      this.#at += 1;
      return { kind: "binary", operator: value, left, right: this.#sum() };
    }
    if (this.#takeWord("is")) {
      const isNot = this.#takeWord("not");
      this.#expectWord("null");
      return {
        kind: "call",
        name: isNot ? "isNotNull" : "isNull",
        args: [left],
        isDistinct: false,
      };
    }
    const isNot = this.#takeWord("not");
    const operator = ["in", "like", "ilike"].find((word) => this.#takeWord(word));
    if (operator === undefined) {
      if (isNot) throw this.#unexpected();
      return left;
    }
    const compared: Expression = { kind: "binary", operator, left, right: this.#sum() };
    return isNot ? { kind: "not", inner: compared } : compared;
  }

  #sum(): Expression {
    let left = this.#operand();
    for (;;) {
      const operator = ["+", "-", "/", "%"].find((sign) => this.#takeSign(sign));
      if (operator === undefined) return left;
      left = { kind: "binary", operator, left, right: this.#operand() };
    }
  }

  #operand(): Expression {
    const token = this.#token();
    if (this.#takeSign("(")) {
      const items = this.#listOf(() => this.#expression());
      this.#expectSign(")");
      return items.length === 1 ? items[0]! : { kind: "tuple", items };
    }
    if (this.#takeSign("*")) return { kind: "star" };
    this.#at += 1;
    if (token.kind === "text") return { kind: "literal", value: token.value };
    if (token.kind === "number") return { kind: "literal", value: Number(token.value) };
    if (token.kind === "name") return this.#field([token.value]);
    this.#at -= 1;
    if (token.kind !== "word" || CLAUSES.has(token.value.toLowerCase())) throw this.#unexpected();
    this.#at += 1;
    const lower = token.value.toLowerCase();
    if (lower === "null") return { kind: "literal", value: null };
    if (lower === "true" || lower === "false") return { kind: "literal", value: lower === "true" };
    if (lower === "interval") return this.#interval();
    return this.#takeSign("(") ? this.#call(token.value) : this.#field([token.value]);
  }

  #call(name: string): Expression {
    const isDistinct = this.#takeWord("distinct");
    const args = this.#takeSign(")") ? [] : this.#listOf(() => this.#expression());
    if (args.length > 0) this.#expectSign(")");
    return name.toLowerCase() === "tuple"
      ? { kind: "tuple", items: args }
      : { kind: "call", name, args, isDistinct };
  }

  #interval(): Expression {
    const count = this.#whole();
    const { kind, value } = this.#token();
    if (kind !== "word" || !/^(second|minute|hour|day|week|month)s?$/i.test(value))
      throw this.#unexpected();
    this.#at += 1;
    return { kind: "interval", count, unit: value.toLowerCase() };
  }

  #field(path: readonly string[]): Expression {
    if (!this.#takeSign(".")) return { kind: "field", path };
    const { kind, value } = this.#token();
    if (kind !== "word" && kind !== "name") throw this.#unexpected();
    this.#at += 1;
    return this.#field([...path, value]);
  }

  #listOf<T>(item: () => T): readonly T[] {
    const items = [item()];
    while (this.#takeSign(",")) items.push(item());
    return items;
  }

  #whole(): number {
    const { kind, value } = this.#token();
    if (kind !== "number" || !/^\d+$/.test(value)) throw this.#unexpected();
    this.#at += 1;
    return Number(value);
  }

  #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #takeWord(word: string): boolean {
    const { kind, value } = this.#token();
    if (kind !== "word" || value.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #takeSign(sign: string): boolean {
    const { kind, value } = this.#token();
    if (kind !== "sign" || value !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) throw this.#unexpected();
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#unexpected();
  }

  #unexpected(): HogqlError {
    const { value, start } = this.#token();
    const found = value === "" ? "end of query" : `'${value}'`;
    return new HogqlError(`Syntax error at position ${start}: unexpected ${found}.`);
  }
}
