/** Object storage does not answer, or not to us. */
export class ObjectsUnreachableError extends Error {
  override readonly name = "ObjectsUnreachableError";
  constructor(store: string, found: string, cause?: unknown) {
    super(
      `Object storage ${store} cannot be used: ${found}. Expected a bucket that VKLAD_OBJECTS_KEY_ID ` +
        "and VKLAD_OBJECTS_KEY may list, read and write, at objects.url.",
      { cause },
    );
  }
}

/** An install without optional packages lacks it. */
export class ObjectsClientError extends Error {
  override readonly name = "ObjectsClientError";
  constructor(cause: unknown) {
    super(
      "Object storage is configured, and the package aws4fetch is not installed. Run npm install " +
        "without --omit=optional in the project's folder.",
      { cause },
    );
  }
}
