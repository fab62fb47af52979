import { expect, test } from "vitest";

import { grouped } from "./groups.ts";
import type { NewFile } from "./new-file.ts";

const MB = 2 ** 20;

function fileOf(place: number, given: Partial<Shape> = {}): NewFile {
  const shape: Shape = { stream: "posts", kind: "page", mb: 1, records: 10, key: ["id"], ...given };
  const { stream, kind, records, mb } = shape;
  const name = `${stream}/${place}`;
  return {
    file: { ...{ stream, feed: stream, number: place }, name, path: name },
    stream: { name: stream, primaryKey: ["id"] },
    ...{ place, placeBefore: place - 1, manifestLine: "" },
    manifest: {
      ...{ vklad_landing: 1, kind, stream, number: place, cursor: null, done: true },
      ...{ until: "2026-10-05T09:00:00Z", record_count: records, quarantined: [] },
      primary_key: shape.key,
    },
    contentBytes: mb * MB,
  };
}

interface Shape {
  readonly stream: string;
  readonly kind: "page" | "sweep";
  readonly mb: number;
  readonly records: number;
  readonly key: readonly string[];
}

const sizes = (files: readonly NewFile[]) => grouped(files).map(({ length }) => length);

test("pages that follow each other are loaded together, a sweep or another key or stream apart", () => {
  const files = [
    fileOf(1),
    fileOf(2),
    fileOf(3, { kind: "sweep" }),
    fileOf(4),
    fileOf(5, { key: ["id", "part"] }),
    fileOf(6, { stream: "likes" }),
  ];

  expect(sizes(files)).toEqual([2, 1, 1, 1, 1]);
});

test("a transaction holds so much text at the most, however little of the disk it takes", () => {
  expect(sizes(Array.from({ length: 20 }, (_, place) => fileOf(place, { mb: 256 })))).toEqual([
    8, 8, 4,
  ]);
});

test("of short records there are no more than a number of them", () => {
  const files = Array.from({ length: 10 }, (_, place) => fileOf(place, { records: 2_000_000 }));

  expect(sizes(files)).toEqual([4, 4, 2]);
});
