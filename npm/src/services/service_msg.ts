/** A request to a service. */
import { MsgHdrsImpl } from "../headers.js";
import type { Msg, MsgHdrs, Payload, PublishOptions, ReviverFn } from "../types/messages.js";
import { ServiceErrorCodeHeader, ServiceErrorHeader } from "./error.js";
import type { ServiceMsg } from "./types.js";

/** A message, and the way to answer it with an error. */
export class ServiceMsgImpl implements ServiceMsg {
  constructor(private readonly msg: Msg) {}

  get subject(): string {
    return this.msg.subject;
  }

  get sid(): number {
    return this.msg.sid;
  }

  get reply(): string | undefined {
    return this.msg.reply;
  }

  get data(): Uint8Array {
    return this.msg.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.msg.headers;
  }

  respond(payload?: Payload, opts?: PublishOptions): boolean {
    return this.msg.respond(payload, opts);
  }

  respondError(code: number, description: string, data?: Uint8Array, opts?: PublishOptions): boolean {
    return this.respond(data, { ...opts, headers: errorHeaders(code, description, opts?.headers) });
  }

  json<T = unknown>(reviver?: ReviverFn): T {
    return this.msg.json<T>(reviver);
  }

  string(): string {
    return this.msg.string();
  }
}

/** Returns `headers` with those that say that something went wrong. */
export function errorHeaders(code: number, description: string, headers: MsgHdrs = new MsgHdrsImpl()): MsgHdrs {
  headers.set(ServiceErrorCodeHeader, `${code}`);
  headers.set(ServiceErrorHeader, description);
  return headers;
}
