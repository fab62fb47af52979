import { type ObjectStore, openS3 } from "../../warehouse/objects/index.ts";
import type { Config } from "./schema.ts";
import { needSecret } from "./secrets.ts";

/** The object storage that the configuration names; null where all is in the data folder. */
export function objectsOf(
  { objects }: Pick<Config, "objects">,
  env: NodeJS.ProcessEnv,
): ObjectStore | null {
  if (objects === undefined) return null;
  const purpose = "a key of the object storage at objects.url";
  return openS3({
    ...objects,
    keyId: needSecret(env, "VKLAD_OBJECTS_KEY_ID", `the id of ${purpose}`),
    key: needSecret(env, "VKLAD_OBJECTS_KEY", purpose),
  });
}
