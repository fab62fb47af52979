import type { Source } from "../world.ts";
import { discord } from "./discord.ts";
import { discourse } from "./discourse.ts";
import { guides } from "./guides.ts";
import { hypothesis } from "./hypothesis.ts";
import { nocodb } from "./nocodb.ts";
import { posthog } from "./posthog.ts";
import { telegram } from "./telegram.ts";

/** Every source that a community can connect. */
export const SOURCES: readonly Source[] = [
  discord,
  discourse,
  guides,
  hypothesis,
  nocodb,
  posthog,
  telegram,
];
