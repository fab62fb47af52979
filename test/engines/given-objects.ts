/** Object storage for tests of engines. */
import { openS3, type ObjectStore } from "../../warehouse/objects/index.ts";

let count = 0;

/** Where nobody has put anything yet. */
export function givenObjects(folder = `${process.pid}-${(count += 1)}`): ObjectStore & {
  readonly folder: string;
} {
  const key = process.env["VKLAD_TEST_S3_KEY"] ?? "";
  const store = openS3({
    url: `${process.env["VKLAD_TEST_S3"]}/${folder}`,
    region: "us-east-1",
    keyId: { reveal: () => "vklad" },
    key: { reveal: () => key },
  });
  return { ...store, folder };
}
