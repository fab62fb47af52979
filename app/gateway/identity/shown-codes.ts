import { type CodeProof, codesIn } from "../../../sources/proof.ts";
import { isLive } from "../../../sources/source.ts";
import { type Landing, readLines } from "../../../warehouse/landing/index.ts";

/** Whose words show the code, by what has landed since it was made: native ids, each once. */
export async function whoShows(
  landing: Landing,
  proof: CodeProof,
  { code, since }: { readonly code: string; readonly since: number },
): Promise<readonly string[]> {
  // Feeds that land at once may share a number; an import is no place to show anything.
  const files = (await landing.files()).filter(
    ({ stream, feed, number }) => stream === proof.stream && isLive(feed) && number >= since,
  );
  const found = new Set<string>();
  for (const file of files) {
    const { manifest, lines } = await readLines(file);
    if (manifest.kind !== "page") continue;
    for (const line of lines.filter((one) => one.includes(code))) {
      const shown = proof.read(JSON.parse(line));
      if (shown !== null && codesIn(shown.text).includes(code)) found.add(shown.nativeId);
    }
  }
  return [...found];
}
