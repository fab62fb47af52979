/**
 * A certificate that nobody trusts, of the tests' own making: Node makes none.
 *
 * Structure: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
import { createECDH, createPrivateKey, createPublicKey, sign } from "node:crypto";

import { seededBytes } from "../seed.ts";

const [INTEGER, BIT_STRING, OID, UTF8, UTC_TIME, SEQUENCE, SET, VERSION] = [
  0x02, 0x03, 0x06, 0x0c, 0x17, 0x30, 0x31, 0xa0,
];
/** 1.2.840.10045.4.3.2: ECDSA with SHA-256. */
const ECDSA_SHA256 = Buffer.from("2a8648ce3d040302", "hex");
/** 2.5.4.3: common name. */
const COMMON_NAME = Buffer.from("550403", "hex");

/** PEM for a TLS server of that name. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const privateKey = seededKey(`tls ${name}`);
  const publicKey = createPublicKey(privateKey);
  const algorithm = der(SEQUENCE, der(OID, ECDSA_SHA256));
  const common = der(SEQUENCE, der(OID, COMMON_NAME), der(UTF8, Buffer.from(name)));
  const who = der(SEQUENCE, der(SET, common));
  const time = (text: string) => der(UTC_TIME, Buffer.from(text));
  const body = der(
    SEQUENCE,
    // Version 3.
    der(VERSION, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1)),
    algorithm,
    who,
    der(SEQUENCE, time("200101000000Z"), time("491231235959Z")),
    who,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.of(0), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/** On P-256: browsers take no ed25519 key from a server. */
function seededKey(name: string) {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(seededBytes(name));
  const open = curve.getPublicKey();
  const text = (part: Buffer) => part.toString("base64url");
  const [x, y] = [text(open.subarray(1, 33)), text(open.subarray(33))];
  const key = { kty: "EC", crv: "P-256", d: text(curve.getPrivateKey()), x, y };
  return createPrivateKey({ format: "jwk", key });
}

function der(tag = 0, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  // The shortest form that holds the length: Chromium reads no other.
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  const size = length < 128 ? [length] : long;
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
