// @ts-check
/** Credentials as the client takes them. */
import { credsAuthenticator, nkeyAuthenticator } from "nats-web";

/**
 * What `connect` is told of credentials. A secret stays in the function that it is given to.
 *
 * @param {import("./connection.js").Credentials} credentials
 * @returns {Pick<import("nats-web").ConnectionOptions, "user" | "pass" | "token" | "authenticator">}
 * @throws what the client throws for a seed or a file that is none
 */
export function authenticationOptions({ seed, creds, ...plain }) {
  const encoder = new TextEncoder();
  if (seed !== undefined) return { authenticator: nkeyAuthenticator(encoder.encode(seed.trim())) };
  if (creds !== undefined) return { authenticator: credsAuthenticator(encoder.encode(creds)) };
  return plain;
}
