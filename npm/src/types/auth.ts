/** Credentials. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */

/** No credentials. */
export type NoAuth = void;

/** A token. */
export interface TokenAuth {
  auth_token: string;
}

/** A user and, as the server requires, a password. */
export interface UserPass {
  user: string;
  pass?: string;
}

/** A public nkey and the signature of the server's nonce in base64url. */
export interface NKeyAuth {
  nkey: string;
  sig: string;
}

/** A JWT; unless it is a bearer token, also what {@link NKeyAuth} has. */
export interface JwtAuth {
  jwt: string;
  nkey?: string;
  sig?: string;
}

/** Credentials. */
export type Auth = NoAuth | TokenAuth | UserPass | NKeyAuth | JwtAuth;

/** Asked for credentials at every attempt to connect, with the server's nonce if it sent one. */
export type Authenticator = (nonce?: string) => Auth;

/** An {@link Authenticator} that may take its time. Beyond `nats.ws`. */
export type AsyncAuthenticator = (nonce?: string) => Auth | Promise<Auth>;
