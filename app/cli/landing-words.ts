import type { Compacted } from "../../warehouse/landing/index.ts";
import type { Locale } from "../community/words.ts";

interface Words {
  readonly folders: (done: number, total: number) => string;
  readonly packed: (compacted: Compacted) => string;
  readonly would: (compacted: Compacted) => string;
  readonly damaged: (file: string) => string;
  readonly busy: string;
}

/** What `vklad landing compact` says. */
export const landingWords: Readonly<Record<Locale, Words>> = {
  en: {
    folders: (done, total) => `folders packed: ${done} of ${total}`,
    packed: ({ fileCount, packCount }) => `Files packed: ${fileCount}, into packs: ${packCount}.`,
    would: ({ fileCount, packCount }) =>
      `Files to pack: ${fileCount}, into packs: ${packCount}. Nothing was changed: without --dry-run it is.`,
    damaged: (file) =>
      `${file} is not what was written: its folder stays as it is. \`vklad doctor\` says what to do.`,
    busy: "Another process compacts or cleans landing: nothing was done.",
  },
  ru: {
    folders: (done, total) => `сложено папок: ${done} из ${total}`,
    packed: ({ fileCount, packCount }) => `Сложено файлов: ${fileCount}, в пачки: ${packCount}.`,
    would: ({ fileCount, packCount }) =>
      `Можно сложить файлов: ${fileCount}, в пачки: ${packCount}. Ничего не изменено; без --dry-run будет.`,
    damaged: (file) =>
      `${file}: записано было другое, его папка осталась как есть. Что делать, скажет \`vklad doctor\`.`,
    busy: "Другой процесс уже складывает или чистит принятые данные: ничего не сделано.",
  },
};
