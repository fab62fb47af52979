import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";

import type { Json } from "../source.ts";
import type { Read } from "./refused.ts";

/** Deep enough for any page, and far from where a reader of JSON gives up. */
const DEPTH_MAX = 32;

/** One value of the YAML, and the line it stands in. */
export interface Written {
  readonly line: number;
  /** A text, number, date or `true` as it was written; null for a list or a table of values. */
  readonly text: string | null;
  /** The items of a list; null for anything else. */
  readonly items: readonly Written[] | null;
  /** A value inside, by its name; undefined where there is none or nothing stands after it. */
  field(name: string): Written | undefined;
}

export interface Yaml extends Omit<Written, "text" | "items"> {
  /**
   * All of it as JSON. A number that JSON would write in another way (`1.10`, `007`) stays the text
   * that was written.
   */
  readonly json: Json;
}

/**
 * Reads YAML in which everything is what is written: no anchors, no tags, no key twice, numbers
 * and dates as their own text. `firstLine` is the number of the text's first line in its file.
 */
export function readYaml(text: string, firstLine = 1): Read<Yaml> {
  const counter = new LineCounter();
  const lineOf = (offset: number) => counter.linePos(offset).line - 1 + firstLine;
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: "1.2" });
  } catch (error) {
    // Nested so deep that the parser itself gives up.
    if (!(error instanceof RangeError)) throw error;
    return { reason: "broken YAML" };
  }
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    const [message] = fault.message.split("\n");
    return { reason: `line ${lineOf(fault.pos[0])}: broken YAML: ${message}` };
  }
  const refusal = whatIsNotPlain(document, lineOf);
  if (refusal !== null) return { reason: refusal };
  const root = document.contents;
  if (root !== null && !isMap(root) && !isEmpty(root))
    return { reason: `line ${firstLine}: its YAML is no list of fields` };
  return {
    value: {
      line: firstLine,
      json: root === null || isEmpty(root) ? {} : jsonOf(root),
      field: (name) => fieldOf(root, name, lineOf),
    },
  };
}

/** The first thing that is not just a value, with its line. */
function whatIsNotPlain(document: Document.Parsed, lineOf: (offset: number) => number) {
  let refusal: string | null = null;
  visit(document, (_, node, path) => {
    const at = () => `line ${lineOf((node as Node).range?.[0] ?? 0)}`;
    if (isAlias(node)) refusal = `${at()}: an alias of YAML; write the value itself`;
    else if (path.length > DEPTH_MAX) refusal = `${at()}: its YAML is nested too deep`;
    else if (isScalar(node) && !isText(node.value))
      refusal = `${at()}: a character that is none, half a pair or NUL`;
    return refusal === null ? undefined : visit.BREAK;
  });
  return refusal;
}

function isText(value: unknown): boolean {
  return typeof value !== "string" || (value.isWellFormed() && !value.includes("\0"));
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function fieldOf(
  node: unknown,
  name: string,
  lineOf: (offset: number) => number,
): Written | undefined {
  if (!isMap(node)) return undefined;
  const own = node.items.find(({ key }) => isScalar(key) && textOf(key) === name)?.value;
  if (own !== undefined && own !== null)
    return isEmpty(own) ? undefined : written(own as Node, lineOf);
  // `sidebar.order` is `order` inside `sidebar`.
  const dot = name.indexOf(".");
  if (dot < 0) return undefined;
  return fieldOf(node, name.slice(0, dot), lineOf)?.field(name.slice(dot + 1));
}

function written(node: Node, lineOf: (offset: number) => number): Written {
  return {
    line: lineOf(node.range?.[0] ?? 0),
    text: isScalar(node) ? textOf(node) : null,
    items: isSeq(node) ? node.items.map((item) => written(item as Node, lineOf)) : null,
    field: (name) => fieldOf(node, name, lineOf),
  };
}

/** What was written: YAML would make `1.10` of it a number, and lose the zero. */
function textOf({ value, source, type }: Scalar): string {
  return type === "PLAIN" && source !== undefined ? source : String(value);
}

function jsonOf(node: unknown): Json {
  if (isMap(node))
    return Object.fromEntries(
      node.items.map(({ key, value }) => [
        isScalar(key) ? textOf(key) : JSON.stringify(jsonOf(key)),
        jsonOf(value),
      ]),
    );
  if (isSeq(node)) return node.items.map(jsonOf);
  if (!isScalar(node) || node.value === null) return null;
  const { value } = node;
  if (typeof value === "number") return String(value) === textOf(node) ? value : textOf(node);
  return typeof value === "boolean" ? value : textOf(node);
}
