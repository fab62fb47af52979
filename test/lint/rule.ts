/** As much of ESLint's rule interface as our rules use; oxlint ships no types for it. */
export interface CreateRule {
  readonly meta?: { readonly schema: readonly object[] };
  create(context: RuleContext): Record<string, (node: SyntaxNode) => void>;
}

export interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly options: readonly unknown[];
  report(problem: { node: SyntaxNode; message: string }): void;
}

export interface SyntaxNode {
  readonly name?: string;
  readonly callee?: SyntaxNode;
  readonly object?: SyntaxNode;
  readonly property?: SyntaxNode;
  readonly arguments?: readonly SyntaxNode[];
  readonly source?: { readonly value?: unknown } | null;
  /** What an import names. */
  readonly specifiers?: readonly SyntaxNode[];
  readonly imported?: SyntaxNode;
  readonly importKind?: "type" | "value";
  readonly exportKind?: "type" | "value";
}
