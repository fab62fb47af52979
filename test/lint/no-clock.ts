import type { CreateRule } from "./rule.ts";

const GIVEN = ["Date.now", "Math.random", "performance.now", "crypto.randomUUID"];
const message =
  "The clock and chance are given to this code, never taken: run again, it must give equal results.";

/** No clock and no chance; `new Date(instant)` is fine. */
export const noClock: CreateRule = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee?.name === "Date" && node.arguments?.length === 0) {
        context.report({ node, message });
      }
    },
    CallExpression(node) {
      if (node.callee?.name === "Date") context.report({ node, message });
    },
    MemberExpression(node) {
      if (GIVEN.includes(`${node.object?.name}.${node.property?.name}`)) {
        context.report({ node, message });
      }
    },
  }),
};
