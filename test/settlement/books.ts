import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import { type Ledger, openLedger } from "../../warehouse/ledger/index.ts";

export type Books = Awaited<ReturnType<typeof openBooks>>;

/** Memory where there is some as a folder: a run makes hundreds of appends, each forced to disk. */
const HOME = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The ledgers of one run by name, with the one that counts, and copies as an operator makes them. */
export async function openBooks(clock: () => Date) {
  const folder = mkdtempSync(join(HOME, "vklad-books-"));
  const ledgers = new Map<string, Ledger>();
  let copies = 0;
  let current = "first";

  function opened(name: string): Ledger {
    const known = ledgers.get(name);
    if (known !== undefined) return known;
    const ledger = openLedger({ file: join(folder, `${name}.db`), clock });
    ledgers.set(name, ledger);
    return ledger;
  }

  const books = {
    get ledger() {
      return opened(current);
    },
    get name() {
      return current;
    },
    opened,
    use: (name: string) => void (current = name),
    /** Another file with the same events; what happens to either is not in the other. */
    copy(): string {
      copies += 1;
      const name = `copy-${copies}`;
      for (const end of ["", "-wal"]) {
        const file = join(folder, `${current}.db${end}`);
        if (existsSync(file)) copyFileSync(file, join(folder, `${name}.db${end}`));
      }
      return name;
    },
    /** The committee as it was at the start, and nothing else. */
    async fresh(): Promise<string> {
      copies += 1;
      const name = `fresh-${copies}`;
      for (const end of ["", "-wal"])
        if (existsSync(join(await template(), `ledger.db${end}`)))
          copyFileSync(join(await template(), `ledger.db${end}`), join(folder, `${name}.db${end}`));
      return name;
    },
    async [Symbol.asyncDispose]() {
      for (const ledger of ledgers.values()) await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  books.use(await books.fresh());
  return books;
}

let made: Promise<string> | null = null;

/** A ledger that knows the committee: made once a process, since that takes longer than a run. */
async function template(): Promise<string> {
  made ??= (async () => {
    const folder = mkdtempSync(join(HOME, "vklad-template-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const ledger = openLedger({ file: join(folder, "ledger.db"), clock: () => NOON });
    await givenCommittee(ledger);
    await ledger.close();
    return folder;
  })();
  return await made;
}
