import { isAbsolute, join } from "node:path";

import { needSecret } from "./secrets.ts";
import type { Config } from "./schema.ts";
import type { Connections } from "../runtime/sources.ts";

/** The systems named in the configuration, with their keys from the environment. */
export function connectionsOf(config: Config, env: NodeJS.ProcessEnv): Connections {
  const { discourse, nocodb, guides } = config.sources;
  return {
    discourse:
      discourse === undefined
        ? null
        : {
            url: discourse.url,
            apiKey: needSecret(env, "VKLAD_DISCOURSE_KEY", "an admin API key of the club").reveal(),
            apiUsername: env["VKLAD_DISCOURSE_USER"] ?? "system",
          },
    nocodb:
      nocodb === undefined
        ? null
        : {
            url: nocodb.url,
            baseId: nocodb.baseId,
            token: needSecret(env, "VKLAD_NOCODB_TOKEN", "an API token of NocoDB").reveal(),
          },
    guidesDir:
      guides === undefined
        ? null
        : isAbsolute(guides.dir)
          ? guides.dir
          : join(process.cwd(), guides.dir),
  };
}
