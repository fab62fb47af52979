/** Lines that a program wrote. Each asks for more than a person's own list of times would have. */
const LOG_LINE = new RegExp(
  [
    // 2026-10-05T09:00:00, [09:00:00.123], Oct  5 09:00:00, [05/Oct/2026:09:00:00
    String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d`,
    String.raw`\[?\d\d:\d\d:\d\d[.,\]]`,
    String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d `,
    String.raw`\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:`,
    // Levels, stack frames, what tools say of themselves.
    String.raw`(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)(?:[:|]|\s*\[|\s{2})`,
    String.raw`\[(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]`,
    String.raw`at \S.*[(:]\S*:\d+`,
    String.raw`File ".*", line \d+`,
    String.raw`Traceback \(most recent call last\):`,
    String.raw`(?:Caused by|Exception in thread|panic):? `,
    String.raw`(?:\w+\.)*\w+(?:Error|Exception): `,
    String.raw`\[ *\d+\.\d{3,}\] `,
    String.raw`npm (?:ERR!|WARN|error|warn) `,
    // Chats: what others said there.
    String.raw`\[?\d\d?:\d\d(?::\d\d)?\]? <[^<>]+> `,
    String.raw`[^\n,]{1,60}, \[\d\d\.\d\d\.\d{4} \d\d?:\d\d(?::\d\d)?\]:?`,
  ].join("|"),
  "yu",
);

const LOG_LANGUAGES = new Set("log logs console shell-session output traceback pytb".split(" "));

/** Whatever a line is, its beginning shows it: a pattern never walks through megabytes. */
const LINE_START_MAX = 400;

/** Fewer may stand in a sentence of one's own. */
const LINES_MIN = 3;
/** Lines of a log that go on, a message or a source line, before it counts as ended. */
const BETWEEN_MAX = 2;

/** Whether a block of code holds what a program printed, and not what its author wrote. */
export function isLog(content: string, language: string): boolean {
  if (LOG_LANGUAGES.has(language)) return true;
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  const written = lines.filter(isLogLine).length;
  return written > 0 && written * 2 >= lines.length;
}

/** Prose without runs of log lines. */
export function withoutLogs(prose: string): string {
  const lines = prose.split("\n");
  const kept: string[] = [];
  for (let at = 0; at < lines.length;) {
    const end = endOfRun(lines, at);
    if (end > at) at = end;
    else kept.push(lines[at++] ?? "");
  }
  return kept.join("\n");
}

/** Where the run of log lines that begins at `from` ends; `from` where there is none. */
function endOfRun(lines: readonly string[], from: number): number {
  let count = 0;
  let end = from;
  for (let at = from; at < lines.length && at - end <= BETWEEN_MAX; at += 1) {
    const line = lines[at] ?? "";
    if (isLogLine(line)) {
      count += 1;
      end = at + 1;
    } else if (count === 0 || (line.trim() !== "" && !/^\s/u.test(line))) {
      break;
    }
  }
  return count >= LINES_MIN ? end : from;
}

function isLogLine(line: string): boolean {
  const start = line.slice(0, LINE_START_MAX).trimStart();
  LOG_LINE.lastIndex = 0;
  return LOG_LINE.test(start);
}
