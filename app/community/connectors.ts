import type { AnyConnector } from "../../sources/connector.ts";
import { discord } from "../../sources/discord/connector.ts";
import { discourse } from "../../sources/discourse/connector.ts";
import { guides } from "../../sources/guides/connector.ts";
import { hypothesis } from "../../sources/hypothesis/connector.ts";
import { nocodb } from "../../sources/nocodb/connector.ts";
import { posthog } from "../../sources/posthog/connector.ts";
import { telegram } from "../../sources/telegram/connector.ts";

/**
 * Every system that a community can connect. What `vklad.config.ts` may say, which secrets are
 * asked for, which tables there are and whose accounts have keys follow from this list; what the
 * accounts are called follows from `models/staging/index.ts`.
 */
export const connectors = [
  discord,
  discourse,
  guides,
  hypothesis,
  nocodb,
  posthog,
  telegram,
] as const satisfies readonly AnyConnector[];
