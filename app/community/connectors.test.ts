import { expect, test } from "vitest";

import { accountsOfSystems } from "../../models/staging/index.ts";
import type { AccountNamespace } from "../../sources/connector.ts";
import { connectors } from "./connectors.ts";

/** JSON paths by stream at which a system's accounts are found. */
function idsRead(source: string) {
  const traces = accountsOfSystems
    .filter((model) => model.source === source)
    .flatMap((model) => model.traces.flat());
  const paths = traces.map(({ in: { stream, fields }, id }) => [stream, fields[id]!.path] as const);
  const byStream = Map.groupBy(paths, ([stream]) => stream);
  return Object.fromEntries(
    [...byStream].map(([stream, read]) => [
      stream,
      [...new Set(read.map(([, path]) => path))].toSorted(),
    ]),
  );
}

const namespaces = connectors.flatMap(({ accounts }) => Object.entries<AccountNamespace>(accounts));

test("a connector names just the places from which its accounts are read", () => {
  const named = namespaces.map(([source, { ids }]) => [source, ids]);

  expect(named).toEqual(namespaces.map(([source]) => [source, idsRead(source)]));
});

test("each namespace is one system's, and has one model of its accounts", () => {
  const named = namespaces.map(([source]) => source).toSorted();

  expect(accountsOfSystems.map(({ source }) => source).toSorted()).toEqual(named);
  expect(new Set(named).size).toBe(named.length);
});

test("no two connectors have one name, and each stream begins with its system's", () => {
  const names = connectors.map(({ name }) => name);

  expect(new Set<string>(names).size).toBe(names.length);
  const foreign = connectors.flatMap(({ name, streams }) =>
    streams.filter((stream) => !stream.name.startsWith(`${name}_`)),
  );
  expect(foreign).toEqual([]);
});

test("secrets are of one system each, and begin with VKLAD_", () => {
  const variables = connectors.flatMap(({ secrets }) =>
    Object.values(secrets).map(({ variable }) => variable),
  );

  expect(new Set(variables).size).toBe(variables.length);
  expect(variables.filter((variable) => !/^VKLAD_[A-Z_]+$/.test(variable))).toEqual([]);
});
