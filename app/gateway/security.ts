import { createHash } from "node:crypto";

/**
 * Only what the shell itself needs: its own files, and the one inline script that SvelteKit writes
 * into `index.html`, by its hash.
 */
export function contentSecurityPolicy(indexHtml: string): string {
  const scripts = [...indexHtml.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  return policy(["'self'", ...scripts].join(" "));
}

/** For the gateway's own few pages: no script but a file of ours, no inline style. */
export const plainPolicy = policy("'self'");

function policy(scripts: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const commonHeaders = {
  "x-content-type-options": "nosniff",
  // With `no-referrer`, Chromium says `Origin: null` on our own forms, and they would be refused.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
} as const;
