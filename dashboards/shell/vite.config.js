/**
 * Evidence's Vite configuration with parts of Evidence replaced by ours through aliases, so that
 * nothing in `node_modules` is patched. Copied to a folder in `.evidence/`, where Vite runs.
 */
import { fileURLToPath } from "node:url";

import { configVirtual } from "@evidence-dev/sdk/build/vite";
import { evidenceThemes } from "@evidence-dev/tailwind/vite-plugin";
import { sveltekit } from "@sveltejs/kit/vite";

import { browserOnly } from "../../shell/browser-only.js";
import { pageQueries } from "../../shell/page-queries.js";
import { russian } from "../../shell/russian.js";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const core = at("node_modules/@evidence-dev/core-components/dist/");
const answers = at("components/answers.js");

export default {
  plugins: [
    browserOnly(),
    pageQueries(),
    russian(core),
    sveltekit(),
    configVirtual(),
    evidenceThemes(),
  ],
  resolve: {
    alias: [
      { find: /^@evidence-dev\/core-components$/, replacement: at("shell/components.js") },
      { find: "$core/", replacement: core },
      { find: "$themes", replacement: `${core}themes/themes.js` },
      { find: "@evidence-dev/universal-sql/client-duckdb", replacement: answers },
      { find: /^ssf$/, replacement: at("shell/numbers.js") },
      { find: /^echarts$/, replacement: at("shell/charts.js") },
    ],
  },
  ssr: {
    external: [
      "@evidence-dev/telemetry",
      "blueimp-md5",
      "nanoid",
      "@uwdata/mosaic-sql",
      "@evidence-dev/sdk/plugins",
    ],
  },
  build: {
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4_000,
  },
  logLevel: "warn",
};
