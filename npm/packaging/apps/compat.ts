// Our types stand in for those of nats.ws: each line is a value of ours where theirs is wanted. Only compiled.

import type * as theirs from "nats.ws";
import * as ours from "nats-web";

type Later = "jetstream" | "jetstreamManager" | "services";

declare const nc: ours.NatsConnection;
declare const msg: ours.Msg;
declare const hdrs: ours.MsgHdrs;
declare const sub: ours.Subscription;
declare const status: ours.Status;
declare const info: ours.ServerInfo;
declare const options: theirs.ConnectionOptions;
declare const theirMsg: theirs.Msg;
declare const theirHdrs: theirs.MsgHdrs;

export const connection: Omit<theirs.NatsConnection, Later> = nc;
export const connect: (opts?: theirs.ConnectionOptions) => Promise<Omit<theirs.NatsConnection, Later>> = ours.connect;
export const connected = ours.connect(options);
export const message: theirs.Msg = msg;
export const published = nc.publishMessage(theirMsg);
export const sent = nc.publish("x", "", { headers: theirHdrs });
export const headers: theirs.MsgHdrs = hdrs;
export const subscription: theirs.Subscription = sub;
export const event: theirs.Status = status;
export const server: theirs.ServerInfo = info;
export const error: theirs.NatsError = new ours.NatsError("m", ours.ErrorCode.Timeout);
export const code: theirs.ErrorCode = ours.ErrorCode.Timeout;
export const match: theirs.Match = ours.Match.Exact;
export const types: theirs.Events | theirs.DebugEvents = ours.Events.LDM;
export const strings: theirs.Codec<string> = ours.StringCodec();
export const json: theirs.Codec<unknown> = ours.JSONCodec();
export const inbox: typeof theirs.createInbox = ours.createInbox;
export const newHeaders: typeof theirs.headers = ours.headers;
export const impl: theirs.MsgHdrsImpl = new ours.MsgHdrsImpl();
export const canonical: typeof theirs.canonicalMIMEHeaderKey = ours.canonicalMIMEHeaderKey;
export const auth: theirs.Authenticator = ours.usernamePasswordAuthenticator("u", () => "p");
export const token: typeof theirs.tokenAuthenticator = ours.tokenAuthenticator;
export const build: (opts: theirs.ConnectionOptions) => theirs.Authenticator = ours.buildAuthenticator;
export const deferred: theirs.Deferred<number> = ours.deferred<number>();
export const delay: theirs.Delay = ours.delay(1);
export const backoff: theirs.Backoff = ours.backoff([1]);
export const deadline: typeof theirs.deadline = ours.deadline;
export const nanos: typeof theirs.nanos = ours.nanos;
export const sync: typeof theirs.syncIterator = ours.syncIterator;
export const nuid: string = new ours.Nuid().next();
