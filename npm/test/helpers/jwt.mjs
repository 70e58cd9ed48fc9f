// Operators, accounts and users of decentralised authentication: JWTs signed with the module's own nkeys.
import { moduleUrl } from "./modules.mjs";

const { nkeys } = await import(moduleUrl);
const encoder = new TextEncoder();

/** A JWT about `subject` (a public key), signed by the key pair `issuer`. Source: ADR-14. */
export function jwt(issuer, subject, nats, { name = "test", ...claims } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const body = { jti: nkeys.encode(crypto.getRandomValues(new Uint8Array(20))), iat: now, iss: issuer.getPublicKey() };
  const header = part({ typ: "JWT", alg: "ed25519-nkey" });
  const content = `${header}.${part({ ...body, name, sub: subject, nats: { version: 2, ...nats }, ...claims })}`;
  return `${content}.${Buffer.from(issuer.sign(encoder.encode(content))).toString("base64url")}`;
}

/** What a JWT says. */
export function claims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

/** The same, of a JWT that its issuer has signed. */
export function verifiedClaims(token) {
  const said = claims(token);
  const [content, signature] = token.split(/\.(?=[^.]*$)/);
  if (!nkeys.fromPublic(said.iss).verify(encoder.encode(content), Buffer.from(signature, "base64url"))) {
    throw new Error("the JWT's signature is not its issuer's");
  }
  return said;
}

/** The text of a credentials file. */
export function creds(token, seed) {
  return `-----BEGIN NATS USER JWT-----
${token}
------END NATS USER JWT------

************************* IMPORTANT *************************
NKEY Seed printed below can be used to sign and prove identity.
NKEYs are sensitive and should be treated as secrets.

-----BEGIN USER NKEY SEED-----
${new TextDecoder().decode(seed)}
------END USER NKEY SEED------

*************************************************************
`;
}

/** An account, and the users it makes. */
export class Account {
  constructor(operator, settings = {}) {
    this.operator = operator;
    this.key = nkeys.createAccount();
    this.settings = settings;
  }

  get id() {
    return this.key.getPublicKey();
  }

  /** The account's own JWT, with more `settings` and `claims` if there are any. */
  jwt(settings = {}, claims = {}) {
    const limits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
    return jwt(this.operator, this.id, { type: "account", limits, ...this.settings, ...settings }, claims);
  }

  /**
   * A new user: its key, JWT and credentials file.
   *
   * @param settings - permissions and the like
   * @param claims - `exp` and the like
   */
  user(settings = {}, claims = {}, key = nkeys.createUser()) {
    const token = this.vouch(key.getPublicKey(), settings, claims);
    return { key, jwt: token, creds: encoder.encode(creds(token, key.getSeed())) };
  }

  /** The JWT of a user of this account with this public key. */
  vouch(user, settings = {}, claims = {}) {
    return jwt(this.key, user, { type: "user", ...UNLIMITED, ...settings }, claims);
  }
}

/** An operator with a system account and as many others as there are `settings` for; `config` is for the server. */
export function operator(...settings) {
  const key = nkeys.createOperator();
  const [system, ...accounts] = [{}, ...settings].map((s) => new Account(key, s));
  const token = jwt(key, key.getPublicKey(), { type: "operator" });
  const preload = [system, ...accounts].map((a) => `${a.id}: ${a.jwt()}`).join("\n");
  const config = `operator: ${token}\nsystem_account: ${system.id}\nresolver: MEMORY\nresolver_preload: {\n${preload}\n}`;
  return { key, token, system, accounts, config };
}

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
