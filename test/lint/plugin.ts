import { importTable } from "./import-table.ts";
import { noChance } from "./no-chance.ts";
import { noClock } from "./no-clock.ts";

export default {
  meta: { name: "vklad" },
  rules: { "import-table": importTable, "no-clock": noClock, "no-chance": noChance },
};
