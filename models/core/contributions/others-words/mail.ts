/**
 * What mail programs add to a reply. Discourse trims most of it where a post was sent by e-mail; the
 * rest, and what is pasted, stays in the text.
 */

/** Below it stands the message that was answered or passed on. */
const SEPARATOR =
  /^[ \t]*(?:-{2,}[ \t]*(?:Original Message|Forwarded message|Исходное сообщение|Оригинальное сообщение|Пересылаемое сообщение|Пересланное сообщение)(?!\p{L})|Begin forwarded message:|Начало (?:пересылаемого|переадресованного) сообщения:)/iu;

/** `From: …`, `Sent: …`: the head of that message. */
const HEAD = /^[ \t>*]*(?:From|От|От кого)[ \t*]*:/iu;
const HEAD_MORE = /^[ \t>*]*(?:Sent|Date|To|Cc|Subject|Отправлено|Дата|Кому|Копия|Тема)[ \t*]*:/iu;
const HEAD_LINES_MIN = 3;

/** `On Mon, 5 Oct 2026 at 09:00, Ada <ada@example.org> wrote:` and its Russian sisters. */
const ATTRIBUTION_END =
  /(?:wrote|пишет|писал(?:а|\(а\))?|написал(?:а|\(а\))?|<[^<>\s]+@[^<>\s]+>)[ \t]*:[ \t]*$/iu;
const TIME = /\b\d{1,2}:\d{2}\b/u;
const DATE =
  /\b\d{1,2}[ ./-]?(?:\d{1,2}|\p{L}{3,9}\.?),?[ ./-]?\d{2,4}\b|(?<!\p{L})\p{L}{3,9}\.? \d{1,2}, \d{4}\b/u;
const ADDRESS = /<[^<>\s]+@[^<>\s]+>/u;
const ATTRIBUTION_MAX = 300;

const SENT_FROM = /^[ \t]*(?:Sent from (?:my|Mail)|Отправлено (?:с|из) )[^\n.]{1,60}\.?[ \t]*$/iu;
/** RFC 3676: two hyphens and a space. */
const SIGNATURE = /^-- \r?$/u;
/** A longer one is text below a line. */
const SIGNATURE_LINES_MAX = 8;

/** Lines below, blank ones too: no post is read through again for each of its lines. */
const LOOK_AHEAD = 32;

const QUOTED = /^[ \t]*(?:>|&gt;)/u;

export interface WithoutMail {
  readonly text: string;
  /** The rest of the post, whatever follows, is the message that was answered. */
  readonly isCut: boolean;
}

/** Prose without what was answered, without signatures and without the lines that lead to them. */
export function withoutMail(prose: string): WithoutMail {
  const lines = prose.split("\n");
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (SEPARATOR.test(line) || isHead(lines, at)) return { text: kept.join("\n"), isCut: true };
    const attribution = attributionAt(lines, at);
    if (attribution !== null) {
      at = attribution.end - 1;
      // Where the answered lines are marked, they go one by one and what stands between them stays.
      if (attribution.hasAddress && !isMarkedBelow(lines, attribution.end)) {
        return { text: kept.join("\n"), isCut: true };
      }
      continue;
    }
    if (SIGNATURE.test(line) && isShort(lines, at + 1)) break;
    if (!SENT_FROM.test(line)) kept.push(line);
  }
  return { text: kept.join("\n"), isCut: false };
}

function isHead(lines: readonly string[], from: number): boolean {
  if (!HEAD.test(lines[from] ?? "")) return false;
  const below = lines.slice(from + 1, from + 1 + LOOK_AHEAD).filter((line) => line.trim() !== "");
  const more = below.slice(0, HEAD_LINES_MIN - 1);
  return more.length === HEAD_LINES_MIN - 1 && more.every((line) => HEAD_MORE.test(line));
}

/** One line, or one that a mail program broke in two. */
function attributionAt(lines: readonly string[], at: number) {
  for (const count of [1, 2]) {
    const broken = lines.slice(at, at + count);
    const isShown = broken.every((line) => line.trim() !== "" && line.length <= ATTRIBUTION_MAX);
    if (!isShown) return null;
    const text = broken.join(" ");
    const isAttribution = ATTRIBUTION_END.test(text) && TIME.test(text) && DATE.test(text);
    if (isAttribution) return { end: at + count, hasAddress: ADDRESS.test(text) };
  }
  return null;
}

function isMarkedBelow(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from, from + LOOK_AHEAD).find((line) => line.trim() !== "");
  return next !== undefined && QUOTED.test(next);
}

function isShort(lines: readonly string[], from: number): boolean {
  if (lines.length - from > LOOK_AHEAD) return false;
  return lines.slice(from).filter((line) => line.trim() !== "").length <= SIGNATURE_LINES_MAX;
}
