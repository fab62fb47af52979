const FENCE = /^ {0,3}(?<fence>`{3,}|~{3,})/;
const ATX = /^ {0,3}#{1,6}[ \t]+(?<title>.*?)(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const HTML = /<h[1-6][^>]*>(?<title>.+?)<\/h[1-6]>/i;

/** The first heading of a Markdown text, without its anchor; null where there is none. */
export function firstHeading(text: string): string | null {
  let fence = "";
  let before = "";
  for (const line of text.split(/\r\n|\r|\n/)) {
    const opened = FENCE.exec(line)?.groups?.["fence"] ?? "";
    if (fence === "" && opened !== "") fence = opened;
    else if (fence !== "") {
      if (opened.startsWith(fence)) fence = "";
    } else {
      const isUnderlined = before.trim() !== "" && UNDERLINE.test(line);
      const found =
        ATX.exec(line)?.groups?.["title"] ??
        HTML.exec(line)?.groups?.["title"]?.replace(/<[^>]*>/g, "") ??
        (isUnderlined ? before : "");
      const title = found.replace(/\s*\{#[^}]*\}\s*$/, "").trim();
      if (title !== "") return title;
    }
    before = fence === "" && opened === "" ? line : "";
  }
  return null;
}
