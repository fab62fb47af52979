import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Random } from "../../../demo/random.ts";
import type { Source, World } from "../world.ts";
import { currentRows } from "./rows.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");

interface FolderWorld extends World {
  readonly dir: string;
  /** What each file says, as its writer meant it. */
  readonly texts: Map<string, string>;
  write(name: string, text: string): void;
}

const pageOf = (name: string, text: string) =>
  `---\nid: ${name}\ntitle: Раздел ${name}\n---\n${text}\n`;

/** A folder of files: there is no HTTP in it, and a process dies as it lands a page. */
export const guides: Source = {
  name: "guides",
  faults: [],
  happenings: {
    "changed without their cursor": (world: FolderWorld, random: Random) => {
      // Of one length, and as old as before.
      for (let count = 0; count < 5; count += 1) {
        const name = random.pick([...world.texts.keys()]);
        const text = world.texts.get(name) ?? "";
        world.write(name, text.replace(/^./u, random.pick(["А", "Б", "В"])));
      }
    },
    deletions: (world: FolderWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1) {
        const name = random.pick([...world.texts.keys()]);
        rmSync(join(world.dir, `${name}.md`));
        world.texts.delete(name);
      }
    },
    "late arrivals": (world: FolderWorld) => {
      world.write("late", "Я пришёл поздно.");
      utimesSync(join(world.dir, "late.md"), new Date(0), new Date(0));
    },
  },

  async open(random): Promise<FolderWorld> {
    const dir = mkdtempSync(join(tmpdir(), "vklad-guides-"));
    const texts = new Map<string, string>();
    writeFileSync(join(dir, "guide.yaml"), "id: systems\ntitle: Системы\n");
    let now = NOW;
    const write = (name: string, text: string) => {
      texts.set(name, text);
      writeFileSync(join(dir, `${name}.md`), pageOf(name, text));
    };
    for (let count = random.whole(500, 650); count > 0; count -= 1)
      write(`s${count}`, `Я слово ${count}.`);
    return {
      dir,
      texts,
      write,
      reading: {
        system: "guides",
        settings: { dir },
      },
      faults: null,
      paths: [],
      requests: 4,
      now: () => now,
      pass: (ms) => {
        now += ms;
      },
      truth: () => ({
        guides_sections: [...texts].map(([name, text]) => `${name} ${text.trim()}`),
      }),
      held: async (warehouse) => ({
        guides_sections: (await currentRows(warehouse, "guides_sections")).map(
          (row) => `${String(row["section_id"]).split("/").at(-1)} ${String(row["text"]).trim()}`,
        ),
      }),
      async [Symbol.asyncDispose]() {
        rmSync(dir, {
          recursive: true,
          force: true,
        });
      },
    };
  },
};
