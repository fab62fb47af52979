import type { Locale } from "../community/words.ts";

interface SignerWords {
  readonly signsFor: string;
  readonly listens: string;
  readonly stopped: string;
}

/** What `vklad signer` says. */
export const signerWords: Readonly<Record<Locale, SignerWords>> = {
  ru: {
    signsFor: "Подписывает выплаты ключом",
    listens: "Ждёт запросов на",
    stopped: "Остановлено: больше ничего не подписывается.",
  },
  en: {
    signsFor: "Signs payments with the key",
    listens: "Listens at",
    stopped: "Stopped: nothing is signed any more.",
  },
};
