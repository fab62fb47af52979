import { expect, test } from "vitest";

import { createAddresses } from "./addresses.ts";

const DEMO = createAddresses({ host: "127.0.0.1" });
const BEHIND = createAddresses({
  host: "127.0.0.1",
  publicUrl: "https://vklad.example.org",
  proxyHosts: ["vklad_upstream"],
});

const accepted = (hosts: readonly (string | undefined)[], addresses = DEMO) =>
  hosts.filter((host) => addresses.isOwnHost(host));

test("a demo answers to addresses in figures and to localhost", () => {
  const own = ["127.0.0.1:4180", "localhost:4180", "LOCALHOST:8080", "[::1]:4180", "192.168.1.5"];

  expect(accepted(own)).toEqual(own);
});

test("no name that a stranger may own is answered to", () => {
  expect(
    accepted([
      ...["evil.example", "evil.example:4180", "localhost.evil.example", "127.0.0.1.evil.example"],
      ...["evil-localhost", "localhost.", "vklad.example.org", "127.0.0.1@evil.example"],
      ...["evil.example@127.0.0.1", "evil.example/127.0.0.1", "127.0.0.1 evil.example", "", "[::1"],
      ...["127.0.0.1:4180, evil.example", "0x7f.1.evil.example", "[::1]evil.example", undefined],
    ]),
  ).toEqual([]);
});

test("behind a proxy the public name and the proxy's names for this server are answered to", () => {
  const own = ["vklad.example.org", "vklad.example.org:443", "vklad_upstream", "127.0.0.1:4180"];

  expect(accepted([...own, "example.org", "vklad_upstream.evil.example"], BEHIND)).toEqual(own);
});

const from = (origin: string | undefined, host: string | undefined) => ({
  ...(origin === undefined ? {} : { origin }),
  ...(host === undefined ? {} : { host }),
});

test.each([
  ["https://vklad.example.org", "vklad.example.org", true],
  // nginx by default: `Host: $proxy_host`.
  ["https://vklad.example.org", "127.0.0.1:4180", true],
  ["https://vklad.example.org", "vklad_upstream", true],
  // Past the proxy, on the machine itself.
  ["http://127.0.0.1:4180", "127.0.0.1:4180", true],
  // The same name without TLS is whoever is on the line.
  ["http://vklad.example.org", "vklad.example.org", false],
  ["https://vklad.example.org:8443", "vklad.example.org:8443", false],
  ["https://vklad.example.org.evil.example", "127.0.0.1:4180", false],
  ["https://evil.example", "vklad.example.org", false],
  ["http://127.0.0.1:9999", "127.0.0.1:4180", false],
  ["https://127.0.0.1:4180", "127.0.0.1:4180", false],
  ["http://evil.example", "evil.example", false],
  ["null", "127.0.0.1:4180", false],
  [undefined, "127.0.0.1:4180", false],
] as const)(
  "behind https://vklad.example.org a page at %s that asks %s is ours: %s",
  (origin, host, isOurs) => {
    expect(BEHIND.isOwnOrigin(from(origin, host))).toBe(isOurs);
  },
);

test("cookies go over TLS alone where people open an https address", () => {
  const plain = createAddresses({ host: "0.0.0.0", publicUrl: "http://vklad.lan:8080" });

  expect([BEHIND.isSecure, plain.isSecure, DEMO.isSecure]).toEqual([true, false, false]);
});
