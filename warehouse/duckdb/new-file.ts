import type { LandingFile, Manifest } from "../landing/index.ts";

/** A landing file that the warehouse has not loaded, with its verified manifest. */
export interface NewFile {
  readonly file: LandingFile;
  readonly manifest: Manifest;
  readonly manifestLine: string;
  /** Compressed, as the file lies there. */
  readonly byteCount: number;
}
