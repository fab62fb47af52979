import { z } from "zod";

/** A field of a request's body: so many bytes in base64, in its one spelling. */
export const base64 = (bytes: number) =>
  z.string().refine((text) => {
    const decoded = Buffer.from(text, "base64");
    return decoded.length === bytes && decoded.toString("base64") === text;
  }, `base64 of ${bytes} bytes`);
