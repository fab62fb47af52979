import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { connectAccounts, type Link } from "./connect-accounts.ts";

const MAY = new Date("2026-05-01T00:00:00Z");
const ONE_EACH = ["discourse"];
const JUNE = new Date("2026-06-01T00:00:00Z");

const accounts = [
  { account_key: "club", source: "discourse" },
  { account_key: "other_club", source: "discourse" },
  { account_key: "book", source: "nocodb" },
  { account_key: "old_book", source: "nocodb" },
];

function link(link_id: string, [account_a, account_b]: [string, string], valid_from = MAY): Link {
  return { link_id, account_a, account_b, valid_from };
}

test("a member is named by the earliest link, however the links are ordered", () => {
  const links = [link("l2", ["club", "book"], JUNE), link("l9", ["book", "old_book"], MAY)];

  const { roots } = connectAccounts(accounts, links, ONE_EACH);

  expect(Object.fromEntries(roots)).toEqual({
    club: "l9",
    book: "l9",
    old_book: "l9",
    other_club: "other_club",
  });
});

test("a later link that would join two forum accounts is not applied", () => {
  const wrong = link("l1", ["book", "other_club"], JUNE);

  const { roots, refused } = connectAccounts(
    accounts,
    [wrong, link("l2", ["club", "book"])],
    ONE_EACH,
  );

  expect(refused).toEqual([{ ...wrong, system: "discourse" }]);
  expect([roots.get("book"), roots.get("other_club")]).toEqual(["l2", "other_club"]);
});

test("shuffling accounts and links changes nothing", () => {
  const links = [
    link("l1", ["club", "book"]),
    link("l2", ["book", "other_club"]),
    link("l3", ["old_book", "other_club"]),
    link("l4", ["old_book", "book"], JUNE),
  ];
  const sorted = (given: ReturnType<typeof connectAccounts>) => ({
    roots: [...given.roots].toSorted(),
    refused: given.refused,
  });
  const expected = sorted(connectAccounts(accounts, links, ONE_EACH));

  fc.assert(
    fc.property(
      fc.shuffledSubarray(accounts, { minLength: accounts.length }),
      fc.shuffledSubarray(links, { minLength: links.length }),
      (someAccounts, someLinks) => {
        expect(sorted(connectAccounts(someAccounts, someLinks, ONE_EACH))).toEqual(expected);
      },
    ),
  );
});
