import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";

import type { FastifyReply, FastifyRequest } from "fastify";

import { contentSecurityPolicy } from "./security.ts";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** The built dashboard shell: files without data, the same for everybody who is signed in. */
export interface Site {
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** `dir` is the shell's build. Its policy is made from the page it really has. */
export function openSite(dir: string): Site {
  const policy = contentSecurityPolicy(readFileSync(join(dir, "index.html"), "utf8"));
  return {
    send(request, reply) {
      const path = pathOf(request.url);
      if (path === null) return reply.code(400).send({ error: "bad_path" });
      const file = fileOf(dir, path);
      if (file === null) return reply.code(404).send({ error: "not_found" });
      const immutable = path.startsWith("/_app/immutable/");
      const page = file.endsWith("index.html");
      void reply.header("content-security-policy", policy);
      void reply.header("content-type", MEDIA_TYPES[extname(file)] ?? "application/octet-stream");
      void reply.header(
        "cache-control",
        immutable
          ? "private, max-age=31536000, immutable"
          : page
            ? "no-store"
            : "private, no-cache",
      );
      const packed = `${file}.br`;
      const brotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && existsSync(packed);
      if (brotli) void reply.header("content-encoding", "br").header("vary", "accept-encoding");
      const chosen = brotli ? packed : file;
      void reply.header("content-length", statSync(chosen).size);
      return reply.send(createReadStream(chosen));
    },
  };
}

function pathOf(url: string): string | null {
  try {
    const path = normalize(decodeURIComponent(url.split("?", 1)[0] ?? "/"));
    return path.startsWith(sep) && !path.includes("\0") ? path : null;
  } catch {
    return null;
  }
}

/** A page of the shell is one file for every address; only names with an ending must exist. */
function fileOf(dir: string, path: string): string | null {
  const file = join(dir, path);
  if (file.startsWith(dir + sep) && existsSync(file) && statSync(file).isFile()) return file;
  return extname(path) === "" ? join(dir, "index.html") : null;
}
