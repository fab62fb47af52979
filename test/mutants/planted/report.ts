import type { Mutant } from "../mutant.ts";

const DESK = "app/gateway/distributions/desk.ts";
const REPORT = "app/gateway/distributions/report.ts";
const SAID = ["app/gateway/distributions/report.test.ts"];

/** What the committee prints. */
export const reportMutants: readonly Mutant[] = [
  {
    change: "leave what the committee dropped out of the report",
    file: "app/gateway/distributions/report.ts",
    find: '...plan.withheld.filter(({ word }) => word === "dropped").map((line) => lineOf(line, false)),',
    replace: "",
    check: ["app/gateway/distributions/report.test.ts"],
  },
  {
    change: "print a plan for whoever is signed in",
    file: "app/gateway/distributions/routes.ts",
    find: 'who.holding(request, "committee");\n      if (principal',
    replace: "who.principal(request);\n      if (principal",
    check: ["app/gateway/server.test.ts"],
  },
  {
    change: "leave lines without a wallet out of what is printed",
    file: REPORT,
    find: "...plan.lines.map((line) => lineOf(line, false)),",
    replace:
      "...plan.lines.filter(({ wallet }) => wallet !== null).map((line) => lineOf(line, false)),",
    check: SAID,
  },
  {
    change: "print a line that was set aside as one to be paid",
    file: REPORT,
    find: 'const isAside = aside.has(line.id) && batch?.status !== "paid";',
    replace: "const isAside = false;",
    check: SAID,
  },
  {
    change: "print why another month was held",
    file: REPORT,
    find: "return payload.period === period ? said(payload.reason) : [];",
    replace: "return payload.period !== period ? said(payload.reason) : [];",
    check: SAID,
  },
  {
    change: "print what only the reader is asked",
    file: DESK,
    find: "const { mine: _mine, text: _text, ...view } =",
    replace: "const { text: _text, ...view } =",
    check: SAID,
  },
  {
    change: "round what is printed through a double",
    file: "dashboards/components/token.js",
    find: "const amount = BigInt(baseUnits);",
    replace: "const amount = BigInt(Number(baseUnits));",
    check: ["dashboards/test/language.test.ts"],
  },
];
