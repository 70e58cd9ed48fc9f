// A certificate for this machine, made for one run, so that tests have `wss://` without a program that makes them.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A self-signed certificate for 127.0.0.1 and localhost, and its key, both as PEM. Source: RFC 5280. */
export function certificate() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(oid("06082a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(oid("0603550403"), der(0x0c, Buffer.from("nats-web tests")))));
  const hosts = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid("0603551d13"), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
    sequence(oid("0603551d11"), der(0x04, hosts)),
  );
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(-DAY), time(DAY)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  return {
    certificate: pem("CERTIFICATE", sequence(content, algorithm, signature)),
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
  };
}

/** A value of DER: its tag, its length, and what it holds. */
function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const long = body.length > 255 ? [0x82, body.length >> 8, body.length & 255] : [0x81, body.length];
  return Buffer.concat([Buffer.from([tag, ...(body.length < 128 ? [body.length] : long)]), body]);
}

const sequence = (...parts) => der(0x30, ...parts);
const oid = (hex) => Buffer.from(hex, "hex");

/** The time in `ms` from now, to the second. */
function time(ms) {
  const digits = new Date(Date.now() + ms).toISOString().replace(/\D/g, "");
  return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

function pem(label, bytes) {
  const lines = bytes.toString("base64").match(/.{1,64}/g);
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

const DAY = 86_400_000;
