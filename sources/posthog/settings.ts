import { z } from "zod";

import { PerMinute } from "../per-minute.ts";

import { isPersonal, PROPERTIES } from "./properties.ts";

const id = z
  .union([z.int().positive(), z.string().min(1)], "a project's id, as it stands in its address")
  .transform(String);

const property = z
  .string()
  .min(1)
  .refine((name) => !isPersonal(name), {
    message:
      "no property that tells of a person, an address, a place or a device: these never land",
  });

export const Settings = z.strictObject({
  /** Of the private API: `https://eu.posthog.com`, and not the address that events are sent to. */
  url: z.url({ protocol: /^https?$/ }),
  perMinute: PerMinute,
  project: id,
  /** Where it differs from the project: exports are asked of the environment. */
  environment: id.optional(),
  /** The only properties of events that land. */
  properties: z.array(property).default([...PROPERTIES]),
  /** An event may be seen so long after it came: until then nobody knows whether all are there. */
  settleMinutes: z.int().min(1).max(60).default(5),
  /** How old an event may be by its own clock for it to be read at once; older ones once a day. */
  lateDays: z.int().min(1).max(365).default(45),
  /** Events that came before this day (UTC) are not read, but by an export. */
  since: z.iso.date().optional(),
  /** Days (UTC) that are read from exports, a week at a time; the last one is not read. */
  export: z
    .strictObject({ from: z.iso.date(), to: z.iso.date() })
    .refine(({ from, to }) => from < to, { message: "a day before export.to", path: ["from"] })
    .optional(),
  /** How often all persons are read: nothing tells which of them changed. */
  personsEveryHours: z.int().min(1).max(168).default(3),
});

export type PosthogSettings = z.output<typeof Settings>;
