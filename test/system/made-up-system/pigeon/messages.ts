import { readFile } from "node:fs/promises";

import { z } from "zod";

import { SourceAuthError } from "../../../../sources/errors.ts";
import { asSent, sortOut } from "../../../../sources/records.ts";
import type { Feed, Stream } from "../../../../sources/source.ts";

export const pigeonMessagesStream: Stream = {
  name: "pigeon_messages",
  primaryKey: ["id"],
  changedAt: ["$.written_at"],
};

const Loft = z.object({ ring: z.string(), messages: z.array(asSent) });
const Keyed = z.looseObject({ id: z.int() });

/** What has arrived, or what is in the archive: two feeds of one stream. */
export function pigeonMessages(options: {
  readonly file: string;
  readonly ring: string;
  readonly isLive: boolean;
}): Feed<number | null> {
  const { name } = pigeonMessagesStream;
  const read = async () => {
    const loft = Loft.parse(JSON.parse(await readFile(options.file, "utf8")));
    if (loft.ring !== options.ring) throw new SourceAuthError("The loft", options.file, 401);
    return sortOut(Keyed, loft.messages);
  };
  return {
    name: options.isLive ? name : `${name}@archive`,
    stream: pigeonMessagesStream,
    async fetchPage() {
      const { known, quarantined } = await read();
      const records = known.map(({ record }) => record);
      return { records, quarantined, cursor: records.length, done: true };
    },
  };
}
