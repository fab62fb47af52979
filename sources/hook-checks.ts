import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { type Delivery, type Hook, headerOf } from "./hook.ts";

/** For systems that sign nothing: a secret that the hook sends in this header. */
export function secretHeader(name: string): Hook["isGenuine"] {
  return (delivery, secret) => {
    const sent = headerOf(delivery, name);
    return sent !== null && isEqual(sent, secret);
  };
}

/** `<prefix><hex HMAC-SHA256 of the raw body>` in this header. */
export function bodySignature(name: string, prefix: string): Hook["isGenuine"] {
  return (delivery: Delivery, secret: string) => {
    const sent = headerOf(delivery, name);
    const made = createHmac("sha256", secret).update(delivery.body).digest("hex");
    return sent !== null && isEqual(sent, `${prefix}${made}`);
  };
}

/** Digests have one length whatever was sent, so that not even the length of a secret is told. */
function isEqual(sent: string, expected: string): boolean {
  const [a, b] = [sent, expected].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a!, b!);
}
