import type { SendStop } from "../../activities/settlement/stop-messages.ts";
import type { Config } from "../community/schema.ts";
import type { Secret } from "../community/secrets.ts";
import { stopText } from "../community/stop-texts.ts";
import type { Locale } from "../community/words.ts";
import type { Log } from "./logs.ts";

const SEND_MS_MAX = 5_000;

const HEAD: Readonly<Record<Locale, (period: string) => string>> = {
  ru: (period) => `Вклад: выплата за ${period} стоит.`,
  en: (period) => `Vklad: paying ${period} stands still.`,
};

/**
 * Posts `{ "id", "text" }` as JSON to an incoming webhook, which Discourse chat, Mattermost, Slack and
 * most bots take: what is wrong, what to do and who can, and where. The address holds a secret of its
 * own and is never logged.
 */
export function stopWebhook(url: Secret, { community, gateway }: Config, log: Log): SendStop {
  const { locale } = community;
  return async ({ id, period, digest, code }) => {
    const where = gateway.publicUrl === undefined ? "" : ` ${pageOf(gateway.publicUrl, digest)}`;
    const text = `${HEAD[locale](period)} ${stopText(code, locale)}${where}`;
    try {
      const response = await fetch(url.reveal(), {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": id },
        body: JSON.stringify({ id, text }),
        redirect: "error",
        signal: AbortSignal.timeout(SEND_MS_MAX),
      });
      await response.body?.cancel();
      if (response.ok) return true;
      log.write("stop_message_failed", { period, digest, error: `Status${response.status}` });
    } catch (error) {
      log.write("stop_message_failed", { period, digest, error: (error as Error).name });
    }
    return false;
  };
}

function pageOf(publicUrl: string, digest: string): string {
  return new URL(`/committee/plan/${digest}/`, publicUrl).href;
}
