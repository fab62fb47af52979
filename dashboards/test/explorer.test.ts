import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { addressPage, setExplorers, transactionPage } from "../components/explorer.js";

const explorers = {
  dev: {
    transaction: "https://explorer.example/tx/{signature}?cluster=devnet",
    address: "https://explorer.example/address/{address}?cluster=devnet",
  },
  main: { transaction: null, address: "https://other.example/{address}" },
};

afterEach(() => setExplorers({}));

test("a page links to what is on a named cluster, and to nothing that is on another chain", () => {
  setExplorers({ explorers, genesis: "main" });

  expect(transactionPage("dev", "5sig")).toBe("https://explorer.example/tx/5sig?cluster=devnet");
  expect(addressPage("dev", "a b")).toBe("https://explorer.example/address/a%20b?cluster=devnet");
  expect(transactionPage("embedded", "5sig")).toBe(null);
  expect(transactionPage("constructor", "5sig")).toBe(null);
  expect(transactionPage("dev", null)).toBe(null);
});

test("an address without a chain is one of where tokens are paid now, a signature is of none", () => {
  setExplorers({ explorers, genesis: "main" });

  expect(addressPage(null, "w1")).toBe("https://other.example/w1");
  setExplorers({ explorers, genesis: "dev" });
  expect(transactionPage(null, "5sig")).toBe(null);
  setExplorers({ explorers, genesis: null });
  expect(addressPage(null, "w1")).toBe(null);
});

test("an explorer that is turned off has no links", () => {
  setExplorers({ explorers, genesis: "main" });

  expect(transactionPage("main", "5sig")).toBe(null);
});

const components = join(import.meta.dirname, "../components");

test("a link to another site tells it nothing and gives it no hold on our page", () => {
  const links = readdirSync(components)
    .filter((file) => file.endsWith(".svelte"))
    .flatMap((file) => readFileSync(join(components, file), "utf8").match(/<a [^>]*_blank[^>]*>/g))
    .filter((link) => link !== null);

  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !link.includes('rel="noopener noreferrer"'))).toEqual([]);
});
