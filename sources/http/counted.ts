import { SourceQuotaError } from "../errors.ts";
import type { Usage } from "../usage.ts";

/** Waits for a reply and takes it, and has the request counted whatever becomes of it. */
export async function counted<T>(
  sent: Promise<Response>,
  take: (response: Response) => Promise<T>,
  { usage, perMinute }: { readonly usage: Usage | undefined; readonly perMinute: () => number },
): Promise<T> {
  let status: number | null = null;
  let quotaEnd: string | null = null;
  try {
    const response = await sent;
    ({ status } = response);
    return await take(response);
  } catch (error) {
    if (error instanceof SourceQuotaError) quotaEnd = error.until;
    throw error;
  } finally {
    usage?.note({ status, perMinute: perMinute(), quotaEnd });
  }
}
