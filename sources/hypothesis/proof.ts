import { z } from "zod";

import type { CodeProof } from "../proof.ts";
import { hypothesisAnnotationsStream } from "./annotations.ts";

const Written = z.looseObject({ user: z.string().min(1), text: z.string() });

/** A code stands in an annotation, a reply or a page note in one of the groups. */
export const hypothesisProof: CodeProof = {
  namespace: "hypothesis",
  stream: hypothesisAnnotationsStream.name,
  read(record) {
    const { data } = Written.safeParse(record);
    return data === undefined ? null : { nativeId: data.user, text: data.text };
  },
};
