import { expect, test } from "vitest";

import { failureCode } from "./error-codes.ts";

test("of a failure its outermost registered name is told, however deep, and no other word", () => {
  const called = (name: string, cause?: Error) =>
    Object.assign(new Error("said by somebody@example.org", { cause }), { name });
  const refused = called("Error", Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));

  expect(failureCode(called("SourceDownError", called("TypeError", refused)))).toBe(
    "SourceDownError",
  );
  const onServer = Object.assign(called("ApplicationFailure"), { type: "SourceAuthError" });
  expect(failureCode(called("ActivityFailure", onServer))).toBe("SourceAuthError");
  expect(failureCode(called("ActivityFailure", called("TimeoutFailure")))).toBe("TimeoutFailure");
  expect(failureCode(called("Анна Орлова", refused))).toBe("unnamed");
  expect(failureCode("anything")).toBe("unnamed");
});
