import { chromiumBinary } from "./chromium.ts";

/** Gets the browser before the first test's clock runs; a test takes it by `launchChromium`. */
export default function setup(): void {
  process.env["CHROMIUM_PATH"] = chromiumBinary();
}
