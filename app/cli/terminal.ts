import type { Step } from "../runtime/steps.ts";
import { stepLabel } from "../runtime/steps.ts";
import type { Locale } from "../community/words.ts";
import { words } from "../community/words.ts";
import { isStopped } from "../runtime/stop.ts";

/** Progress for people: one line that is rewritten on a terminal, plain lines elsewhere. */
export interface Terminal {
  show(step: Step): void;
  line(text: string): void;
  /** Where work stands: rewritten on a terminal, a line of its own elsewhere. */
  progress(text: string): void;
}

export function openTerminal(locale: Locale, out: NodeJS.WriteStream = process.stdout): Terminal {
  let shown = false;
  const clear = () => {
    if (shown) out.write("\r\u001b[2K");
    shown = false;
  };
  return {
    show({ name, state, detail, ms }) {
      // What a stop cuts short has not failed.
      if (isStopped()) return clear();
      const text = `${stepLabel(name, locale)}${detail === "" ? "" : `: ${detail}`}`;
      if (state === "doing") {
        if (!out.isTTY) return;
        clear();
        out.write(`  … ${text}`.slice(0, Math.max(20, out.columns - 1)));
        shown = true;
        return;
      }
      clear();
      const mark = state === "failed" ? "✕" : "✓";
      out.write(`  ${mark} ${text} (${words[locale].took} ${(ms / 1000).toFixed(1)} s)\n`);
    },
    progress(text) {
      if (isStopped()) return clear();
      clear();
      if (!out.isTTY) return void out.write(`  … ${text}\n`);
      out.write(`  … ${text}`.slice(0, Math.max(20, out.columns - 1)));
      shown = true;
    },
    line(text) {
      clear();
      out.write(`${text}\n`);
    },
  };
}
