import { decode } from "./decode.ts";
import type { Files } from "./files.ts";
import { cannotBeRead, type ListedFile } from "./listing.ts";
import type { Read } from "./refused.ts";

/** A page of four megabytes is a mistake, and no one's reading. */
const FILE_BYTES_MAX = 4 * 2 ** 20;

export type Text = Read<string> & {
  /** True where the disk, not the text, was at fault: it may read tomorrow as it is. */
  readonly isUnread?: boolean;
};

/** Opens files, those to be kept once each. */
export function textsOf(
  disk: Files,
  signal: AbortSignal,
  isKept: (file: ListedFile) => boolean,
): (file: ListedFile) => Promise<Text> {
  const kept = new Map<string, Promise<Text>>();

  async function open({ real, size }: ListedFile): Promise<Text> {
    if (size > FILE_BYTES_MAX)
      return { reason: `it holds ${size} bytes; a section has ${FILE_BYTES_MAX} at the most` };
    let bytes: Buffer;
    try {
      bytes = await disk.read(real, signal);
    } catch (error) {
      return { reason: cannotBeRead(error), isUnread: true };
    }
    return decode(bytes);
  }

  return (file) => {
    if (!isKept(file)) return open(file);
    const text = kept.get(file.path) ?? open(file);
    kept.set(file.path, text);
    return text;
  };
}
