import { defineConfig } from "./app/community/configuration.ts";

/**
 * The demo community, on embedded defaults. For a real one, remove `demo`, name the addresses of
 * its Discourse and NocoDB under `sources`, and give their keys as VKLAD_DISCOURSE_KEY and
 * VKLAD_NOCODB_TOKEN: see "A real community" in README.md.
 */
export default defineConfig({
  community: {
    name: { ru: "Демо-сообщество", en: "Demo community" },
    timeZone: "Europe/Moscow",
    locale: "ru",
  },
  sources: {},
  committee: { threshold: 2, approvalDays: 14 },
  token: { symbol: "STK", decimals: 6 },
  budgets: { personal: "40000", community: "45000", world: "15000" },
  formula: "2026-04",
  distributions: { from: "2026-07" },
  gateway: { host: "127.0.0.1", port: 4180 },
  demo: { seed: 1, asOf: "2026-10-05T09:00:00Z" },
});
