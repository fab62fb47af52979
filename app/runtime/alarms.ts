import { readCurrentSnapshot, readRows } from "../../warehouse/snapshot/index.ts";
import type { Locale } from "../community/words.ts";

/** What may be lost of a stream though every reading succeeds, as it was published last. */
export interface Alarm {
  readonly stream: string;
  /** A chat or channel; empty for the whole stream. */
  readonly part: string;
  readonly kind: string;
  readonly window_days: number | null;
  readonly seen_count: number | null;
  readonly usual_count: number | null;
  readonly since_at: string;
}

const TABLE = "deanery_alarms";

/** Read from the snapshot, beside whoever has the warehouse open. */
export async function publishedAlarms(snapshots: string): Promise<readonly Alarm[]> {
  const snapshot = await readCurrentSnapshot(snapshots);
  if (snapshot === null || !snapshot.tables.some(({ name }) => name === TABLE)) return [];
  const numberOf = (value: unknown) => (value === null ? null : Number(value));
  return (await readRows(snapshot, TABLE)).map((row) => ({
    stream: String(row["stream"]),
    part: String(row["part"]),
    kind: String(row["kind"]),
    window_days: numberOf(row["window_days"]),
    seen_count: numberOf(row["seen_count"]),
    usual_count: numberOf(row["usual_count"]),
    since_at: (row["since_at"] as Date).toISOString(),
  }));
}

/** Who it is about, and what is wrong there. A chat is named by its id, never by what people call it. */
export function alarmText(alarm: Alarm, locale: Locale): string {
  const { part, kind, window_days, seen_count, usual_count, since_at } = alarm;
  const where = part === "" ? "" : `${{ ru: "чат", en: "chat" }[locale]} ${part}: `;
  if (kind === "bot_left") {
    return (
      where +
      {
        ru: `бота нет в чате с ${since_at}. Верните его и закройте пропуск выгрузкой`,
        en: `the bot is in the chat no more since ${since_at}. Bring it back, and fill the gap from an export`,
      }[locale]
    );
  }
  if (kind === "missing") {
    return {
      ru:
        `${part}: у источника ${usual_count} записей, загружено ${seen_count} ` +
        `(посчитано ${since_at}). Проверьте, что видно нашему ключу`,
      en:
        `${part}: the source counts ${usual_count} records, ${seen_count} have landed ` +
        `(counted ${since_at}). See what our key may see`,
    }[locale];
  }
  const isLow = kind === "low";
  return (
    where +
    {
      ru:
        `за ${window_days} д. ${seen_count} записей, обычно ${usual_count}. ` +
        (isLow
          ? "Читается всё, но приходит мало: проверьте права ключа или бота"
          : "Столько ещё не бывало: проверьте, что это не поток чужих записей"),
      en:
        `${seen_count} records in ${window_days} d, usually ${usual_count}. ` +
        (isLow
          ? "All is read, and little comes: see what the key or bot may see"
          : "So many are not usual: see that they are not somebody's flood"),
    }[locale]
  );
}
