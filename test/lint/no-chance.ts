import type { CreateRule, SyntaxNode } from "./rule.ts";

const GIVEN = ["Math.random", "crypto.randomUUID", "crypto.getRandomValues", "Keypair.generate"];

/** What draws from the system; hashes and signatures do not. */
const DRAWS = /^(random|generateKey|getRandomValues|webcrypto)/;

const message =
  "A test draws nothing that it cannot draw again: take chance, keys and fast-check from test/seed.ts " +
  "and test/property.ts.";

/** No chance but that of the tests' seed. */
export const noChance: CreateRule = {
  create: (context) => ({
    MemberExpression(node) {
      if (GIVEN.includes(`${node.object?.name}.${node.property?.name}`)) {
        context.report({ node, message });
      }
    },
    ImportDeclaration(node) {
      const from = node.source?.value;
      const isDrawn = from === "node:crypto" && node.specifiers?.some(isDraw);
      if (isDrawn || from === "fast-check") context.report({ node, message });
    },
  }),
};

/** `import * as crypto` hides what is drawn, so it counts as well. */
function isDraw({ imported }: SyntaxNode): boolean {
  return imported === undefined || DRAWS.test(imported.name ?? "");
}
