import type { Stream } from "../../sources/source.ts";
import type { LandingFile, Manifest } from "../landing/index.ts";

/** A landing file that the warehouse has not loaded, with its verified manifest. */
export interface NewFile {
  readonly file: LandingFile;
  readonly stream: Stream;
  /** Its place among all files of its stream, in the order of landing: 1, 2, … */
  readonly place: number;
  /** Of a sweep: how many files had landed when it began. */
  readonly placeBefore: number;
  readonly manifest: Manifest;
  readonly manifestLine: string;
  /** Unpacked. */
  readonly contentBytes: number;
}
