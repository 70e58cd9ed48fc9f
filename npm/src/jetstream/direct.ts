/** Reading messages from any replica of a stream. Source: ADR-31. */
import { invalid } from "../checks.js";
import { ApiVerb, Body } from "../core/boundary.js";
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { createInbox } from "../inbox.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import { encoder } from "../text.js";
import type { Msg } from "../types/messages.js";
import type { QueuedIterator, Subscription } from "../types/subscriptions.js";
import type { JetStreamContext } from "./context.js";
import { checkJsError } from "./errors.js";
import { checkStream } from "./names.js";
import { DirectMsgImpl } from "./stored_msg.js";
import type { DirectStreamAPI } from "./types/manager.js";
import type { StoredMsg } from "./types/messages.js";
import type { DirectBatchOptions, DirectMsgRequest, LastForMsgRequest } from "./types/requests.js";

export class DirectStreamAPIImpl implements DirectStreamAPI {
  constructor(private readonly js: JetStreamContext) {}

  async getMessage(stream: string, query: DirectMsgRequest): Promise<StoredMsg> {
    const { core, nc, prefix, timeout } = this.js;
    checkStream(core, stream);
    const { last_by_subj } = query as Partial<LastForMsgRequest>;
    const [subject, body] = last_by_subj
      ? [core.subject(ApiVerb.DirectGet, prefix, stream, last_by_subj), Empty]
      : [core.subject(ApiVerb.DirectGet, prefix, stream), encoder.encode(this.js.known(Body.DirectGet, query))];
    const msg = await nc.request(subject, body, { timeout });
    const error = checkJsError(msg);
    if (error !== null) {
      throw error;
    }
    return new DirectMsgImpl(msg);
  }

  async getBatch(stream: string, opts: DirectBatchOptions): Promise<QueuedIterator<StoredMsg>> {
    const { core, prefix } = this.js;
    checkStream(core, stream);
    if (!Array.isArray(opts?.multi_last) || opts.multi_last.length === 0) {
      throw invalid("multi_last is required");
    }
    const batch = new Batch(this.js);
    // A date becomes its ISO form.
    batch.ask(core.subject(ApiVerb.DirectGet, prefix, stream), this.js.known(Body.DirectGet, opts));
    return batch.messages;
  }
}

/** Messages that come one after the other, until the server says that there are no more. */
class Batch {
  readonly messages = new QueuedIteratorImpl<StoredMsg>();
  private readonly inbox: string;
  private count = 0;
  private sub: Subscription | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly js: JetStreamContext) {
    this.inbox = createInbox(js.host.inboxPrefix);
  }

  ask(subject: string, body: string): void {
    const { nc } = this.js;
    this.sub = nc.subscribe(this.inbox, {
      callback: (err, msg) => (err === null ? this.take(msg) : this.end(err)),
    });
    this.sub.closed.then(() => this.end(NatsError.errorForCode(ErrorCode.ConnectionClosed)));
    this.messages.iterClosed.then(() => this.release());
    try {
      nc.publish(subject, encoder.encode(body), { reply: this.inbox });
    } catch (err) {
      this.release();
      throw err;
    }
    this.watch(this.count);
  }

  private take(msg: Msg): void {
    const code = msg.headers?.code ?? 0;
    const isFirst = this.count++ === 0;
    if (code === 0) {
      // An older server takes the request for one of a single message, and answers with that.
      const isBatch = !isFirst || msg.headers?.has(NUM_PENDING);
      isBatch ? this.messages.push(new DirectMsgImpl(msg)) : this.end(invalid(UNSUPPORTED));
    } else if (code === END_OF_BATCH || code === NO_RESULTS) {
      this.end();
    } else if (code === NO_RESPONDERS) {
      this.end(NatsError.errorForCode(ErrorCode.NoResponders));
    } else {
      this.end(new NatsError(`bad request: ${msg.headers?.description.toLowerCase()}`, `${code}`));
    }
  }

  /** Gives up if nothing comes for as long as an answer may take. */
  private watch(before: number): void {
    this.timer = setTimeout(() => {
      if (this.count > before) {
        this.watch(this.count);
      } else {
        this.end(NatsError.errorForCode(ErrorCode.Timeout));
      }
    }, this.js.timeout);
  }

  /** After what has come: the loop gets that first. */
  private end(err?: Error): void {
    if (this.sub !== undefined) {
      this.release();
      this.messages.push(() => this.messages.stop(err));
    }
  }

  /** Nothing is waited for any more. */
  private release(): void {
    const { sub } = this;
    this.sub = undefined;
    clearTimeout(this.timer);
    sub?.unsubscribe();
  }
}

const NUM_PENDING = "Nats-Num-Pending";
const UNSUPPORTED = "batch direct get not supported by the server";
const END_OF_BATCH = 204;
const NO_RESULTS = 404;
const NO_RESPONDERS = 503;
