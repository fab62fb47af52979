/** Any storage that speaks S3: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
import { setTimeout as pause } from "node:timers/promises";

import type { AwsClient } from "aws4fetch";

import { ObjectsClientError, ObjectsUnreachableError } from "./errors.ts";
import type { ListedObject, ObjectStore, PutCondition } from "./objects.ts";

export interface S3Place {
  /** `https://host/bucket`, and what names begin with after it. */
  readonly url: string;
  readonly region: string;
  readonly keyId: { reveal(): string };
  readonly key: { reveal(): string };
}

/** Of one request, body included. */
const ANSWER_MS_MAX = 60_000;

/** A busy or restarting server is asked again: at most this often, after twice as long each time. */
const TRIES_MAX = 5;
const FIRST_PAUSE_MS = 100;

/** Nothing is asked before the first question. */
export function openS3(place: S3Place): ObjectStore {
  const { origin, pathname } = new URL(place.url);
  const [bucket = "", ...before] = pathname.split("/").filter((part) => part !== "");
  const bucketUrl = `${origin}/${bucket}`;
  const keyOf = (name: string) => [...before, name].join("/");
  const nameOf = (key: string) => key.slice(keyOf("").length);
  let opening: Promise<AwsClient> | null = null;

  const urlOf = (name: string) =>
    `${bucketUrl}/${keyOf(name).split("/").map(encodeURIComponent).join("/")}`;

  async function ask(url: string, init: RequestInit, answers: readonly number[]) {
    opening ??= clientOf(place);
    const client = await opening;
    for (let tries = 1; ; tries += 1) {
      const found = await client
        .fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS_MAX) })
        .catch((error: unknown) => error as Error);
      if (!(found instanceof Error) && answers.includes(found.status)) return found;
      const isOver = found instanceof Error || found.status >= 500 || isBusy(found.status);
      if (!isOver || tries === TRIES_MAX) throw await refused(place.url, found);
      await pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }

  async function get(name: string, unless?: { readonly tag: string }) {
    const headers = unless === undefined ? {} : { "if-none-match": unless.tag };
    const answer = await ask(urlOf(name), { headers }, [200, 304, 404]);
    if (answer.status !== 200) return null;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { bytes, tag: answer.headers.get("etag") ?? "" };
  }

  return {
    name: place.url,
    get,

    async list(prefix) {
      const found: ListedObject[] = [];
      for (let token: string | null = null; ;) {
        const query = new URLSearchParams({ "list-type": "2", "encoding-type": "url" });
        query.set("prefix", keyOf(prefix));
        if (token !== null) query.set("continuation-token", token);
        const text = await (await ask(`${bucketUrl}?${query}`, {}, [200])).text();
        for (const [, entry = ""] of text.matchAll(/<Contents>([^]*?)<\/Contents>/g))
          found.push({
            name: nameOf(decodeURIComponent(inside(entry, "Key").replaceAll("+", " "))),
            writtenAt: new Date(inside(entry, "LastModified")),
          });
        token = inside(text, "NextContinuationToken");
        if (token === "") return found;
      }
    },

    async put(name, bytes, condition) {
      const init = { method: "PUT", body: Buffer.from(bytes), headers: headersOf(condition) };
      const answer = await ask(urlOf(name), init, [200, 412]);
      if (answer.status === 200) return true;
      // An answer that was lost on its way is asked for again, and finds what it has written.
      const there = await get(name);
      return there !== null && Buffer.compare(there.bytes, bytes) === 0;
    },

    async remove(name) {
      await ask(urlOf(name), { method: "DELETE" }, [200, 204, 404]);
    },
  };
}

/** Too many at once; a timed out request; two conditional writes at the same instant. */
function isBusy(status: number): boolean {
  return status === 429 || status === 408 || status === 409;
}

function headersOf(condition: PutCondition | undefined): Record<string, string> {
  if (condition === undefined) return {};
  return "tag" in condition ? { "if-match": condition.tag } : { "if-none-match": "*" };
}

/** Loaded here, and so only where object storage is configured. */
async function clientOf({ region, keyId, key }: S3Place): Promise<AwsClient> {
  try {
    const { AwsClient } = await import("aws4fetch");
    const [accessKeyId, secretAccessKey] = [keyId.reveal(), key.reveal()];
    return new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
  } catch (cause) {
    throw new ObjectsClientError(cause);
  }
}

/** Its own code, such as AccessDenied or NoSuchBucket; none of what it quotes. */
async function refused(url: string, found: Response | Error): Promise<ObjectsUnreachableError> {
  if (found instanceof Error) return new ObjectsUnreachableError(url, reasonOf(found), found);
  const code = inside(await found.text().catch(() => ""), "Code");
  return new ObjectsUnreachableError(url, `it answers ${found.status} ${code}`.trim());
}

function reasonOf(error: Error): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? error.message;
}

function inside(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? "";
  const named = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };
  return text.replaceAll(/&\w+;/g, (entity) => named[entity as keyof typeof named] ?? entity);
}
