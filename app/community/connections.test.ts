import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { REREAD } from "../../sources/discourse/reread.ts";
import demo from "../../vklad.config.ts";
import { checkConfig } from "./configuration.ts";
import { connectionsOf, systemsIn } from "./connections.ts";

const FORUM = { url: "https://club.example.org" };
const BASE = { url: "https://base.example.org", baseId: "p1" };

function configured(sources: object) {
  return checkConfig({ ...demo, sources }, "vklad.config.ts");
}

test("only the systems that the configuration names are connected, with their secrets", () => {
  const config = configured({ discourse: FORUM, guides: { dir: "../guides" } });

  expect(connectionsOf(config, { VKLAD_DISCOURSE_KEY: "k1" })).toEqual({
    systems: {
      discourse: { ...FORUM, reread: REREAD, apiKey: "k1", apiUsername: "system" },
      guides: { dir: "../guides" },
    },
  });
});

test("the demo has the systems of which it has a twin, and where it names some, those alone", () => {
  expect(systemsIn(configured({})).join(" ")).toBe(
    "discord discourse guides hypothesis nocodb posthog telegram",
  );
  expect(systemsIn(configured({ discourse: FORUM }))).toEqual(["discourse"]);
});

test("a secret is read from the file that its variable names", () => {
  const dir = mkdtempSync(join(tmpdir(), "vklad-secret-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "token"), "t1\n");

  const { systems } = connectionsOf(configured({ nocodb: BASE }), {
    VKLAD_NOCODB_TOKEN_FILE: join(dir, "token"),
  });

  expect(systems).toEqual({ nocodb: { ...BASE, token: "t1" } });
});

test("a missing secret is named, with what it is", () => {
  expect(() => connectionsOf(configured({ nocodb: BASE }), {})).toThrow(
    "VKLAD_NOCODB_TOKEN is not set; expected an API token of NocoDB.",
  );
});

test("what a system's part of the configuration must hold is said by its connector", () => {
  expect(() => configured({ nocodb: { url: "base.example.org" } })).toThrow(
    /sources\.nocodb\.url is "base\.example\.org"[\s\S]*sources\.nocodb\.baseId is missing/,
  );
  expect(() => configured({ mailing_list: { url: "https://example.org" } })).toThrow(
    /mailing_list/,
  );
});

test("an account is of a system that has accounts", () => {
  const committee = { ...demo.committee, proposer: "guides:17" };

  expect(() => checkConfig({ ...demo, committee }, "vklad.config.ts")).toThrow(
    /committee\.proposer is "guides:17"; expected an account such as .*discourse:17 or .*nocodb:usx1/,
  );
});
