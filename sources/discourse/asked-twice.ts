import { SourceAuthError, SourceMissingError } from "../errors.ts";

/**
 * A reply, asked for a second time where it refuses or holds nothing: a forum that is restarted, a
 * cache or a proxy answers so for one request. What comes then is believed.
 */
export async function askedTwice<T>(
  read: () => Promise<T>,
  holdsNothing: (reply: T) => boolean,
): Promise<T> {
  try {
    const reply = await read();
    if (!holdsNothing(reply)) return reply;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return read();
}

/** True for what a forum says of one address: hidden, deleted, never there. */
export function isRefusal(error: unknown): error is SourceAuthError | SourceMissingError {
  return error instanceof SourceAuthError || error instanceof SourceMissingError;
}
