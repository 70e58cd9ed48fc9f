// Auth callout: a server that asks a service about everybody who connects, and the service, a client of this package.
// Source: ADR-26.
import assert from "node:assert/strict";
import { nats, open } from "./client.mjs";
import { Account, jwt, operator, verifiedClaims } from "./jwt.mjs";
import { parity } from "./modules.mjs";
import { NatsServer } from "./server.mjs";

const { credsAuthenticator, nkeyAuthenticator, nkeys } = nats;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A server, and the service that it asks. */
export class Callout {
  /** What the service was asked, in order. */
  asked = [];
  /** The messages in which it was asked. */
  requests = [];

  /**
   * What the service says about somebody, of whom it is told what the server's request claims: what goes into the user's
   * JWT (`account`, `settings`, and claims), or `{ error }`, or `{ reply }` to answer something else altogether;
   * `undefined` for no answer.
   */
  decide = () => ({ account: "APP" });

  /**
   * A server whose accounts are in its configuration, and its service, for `t`.
   *
   * @param opts - `sealed` if requests and replies are encrypted; `timeout`, in seconds, for the server's patience
   */
  static async start(t, { sealed = false, timeout = 30 } = {}) {
    const callout = new Callout(sealed, new Account());
    const extra = `
      accounts { AUTH: { users: [{ nkey: ${callout.user.getPublicKey()} }] }, APP: {}, OTHER: {} }
      authorization { timeout: ${timeout}, auth_callout {
        issuer: ${callout.issuer.id}, account: AUTH, auth_users: [${callout.user.getPublicKey()}]
        ${sealed ? `xkey: ${callout.curve.getPublicKey()}` : ""}
      } }`;
    callout.server = await NatsServer.start(t, { extra });
    await callout.serve(t, nkeyAuthenticator(callout.user.getSeed()));
    return callout;
  }

  /** A server that knows its operator only, and the service of one of the accounts, which may put users into the others. */
  static async startWithOperator(t, { sealed = false } = {}) {
    const callout = new Callout(sealed);
    const xkey = callout.curve?.getPublicKey();
    const authorization = { auth_users: [callout.user.getPublicKey()], allowed_accounts: ["*"], xkey };
    const { accounts, config } = operator({ authorization }, {}, {});
    [callout.issuer, ...callout.accounts] = accounts;
    callout.server = await NatsServer.start(t, { extra: config });
    await callout.serve(t, credsAuthenticator(callout.issuer.user({}, {}, callout.user).creds));
    return callout;
  }

  constructor(sealed, issuer = undefined) {
    /** The account that signs what the service says. */
    this.issuer = issuer;
    /** Whom the server lets in without asking. */
    this.user = nkeys.createUser();
    this.curve = sealed ? nkeys.createCurve() : undefined;
  }

  /** Starts the service. What fails in it fails `t`, whoever waited for its answer. */
  async serve(t, authenticator) {
    const mishaps = [];
    this.nc = await open(t, this.server, { authenticator });
    const callback = (err, msg) => {
      try {
        assert.equal(err, null);
        this.handle(msg);
      } catch (mishap) {
        mishaps.push(mishap);
      }
    };
    this.nc.subscribe("$SYS.REQ.USER.AUTH", { callback });
    await this.nc.flush();
    t.after(() => assert.deepEqual(mishaps, []));
  }

  handle(msg) {
    const server = msg.headers?.get(XKEY);
    const { sub, aud, iss, nats: asked } = verifiedClaims(decoder.decode(this.open(msg.data, server)));
    assert.equal(sub, this.issuer.id);
    assert.equal(aud, "nats-authorization-request");
    assert.equal(iss, asked.server_id.id);
    assert.equal(asked.server_id.xkey, server || undefined);
    this.requests.push(msg);
    this.asked.push(asked);
    const decision = this.decide(asked);
    if (decision !== undefined) {
      const reply = decision.reply ?? encoder.encode(this.response(asked, decision));
      msg.respond(decision.plain ? reply : this.seal(reply, server));
    }
  }

  /** The service's word: the JWT of the user that the server has in mind, or an error. */
  response({ user_nkey, server_id }, { error, account, issuer = this.issuer, user = user_nkey, ...rest }) {
    const { settings, audience = server_id.id, ...claims } = rest;
    const token = error ? undefined : issuer.vouch(user, settings, { aud: account, ...claims });
    return jwt(this.issuer.key, user_nkey, { type: "authorization_response", jwt: token, error }, { aud: audience });
  }

  open(data, server) {
    return this.curve ? this.curve.open(data, server) : data;
  }

  seal(data, server) {
    return this.curve ? this.curve.seal(data, server) : data;
  }
}

/** The header that has a server's public curve key. */
export const XKEY = "Nats-Server-Xkey";

/** What the server says of the connection's user. */
export async function whoAmI(nc) {
  return (await nc.request("$SYS.REQ.USER.INFO", "", { timeout: 10_000 })).json().data;
}

/** Whether the owner of the public key has signed the server's nonce so. */
export function hasSigned(key, nonce, signature) {
  return nkeys.fromPublic(key).verify(encoder.encode(nonce), Buffer.from(signature, "base64url"));
}

/** Without encryption and, where there are curve keys, with it. */
export const forms = parity ? [false] : [false, true];
