/**
 * The rules of JetStream's protocol, each of which stands once, in Rust.
 *
 * They know neither the words nor the codes of the API; those are this face's.
 */
import { Answer, ApiVerb, type Body, type Exports, type Feature } from "../core/boundary.js";
import { CoreSession } from "../core/core_session.js";
import { MsgImpl } from "../core/msg.js";
import type { Instance } from "../core/runtime.js";
import { numbersOf, textsOf, withText, withTexts } from "../core/scratch.js";
import { ErrorCode, NatsError } from "../errors.js";
import { encoder } from "../text.js";
import type { Msg } from "../types/messages.js";
import type { DeliveryInfo } from "./types/messages.js";

/** What a call takes: the functions of the module, the session whose scratch the texts are in, and their lengths. */
type Call<T> = (calls: Exports, session: number, lengths: number[]) => T;

/** Where a message stands. */
export type Position = Pick<
  DeliveryInfo,
  "deliveryCount" | "streamSequence" | "deliverySequence" | "pending" | "timestampNanos"
>;

/**
 * They outlive connections. Nothing is kept from one call to the next but hashes and paces of objects, until they are
 * dropped.
 */
export class JetStreamCore {
  /** A session that never connects, of which the rules need the scratch. */
  readonly session: CoreSession;
  /** Payloads by the kind of the answer, for those that are always the same. */
  private readonly answers: Uint8Array[] = [];

  constructor(wasm: Instance) {
    this.session = new CoreSession(wasm);
  }

  /**
   * Returns what the subjects of requests begin with: that of `domain`, if it is not empty, or `apiPrefix` without a final
   * dot; `undefined` if that is empty.
   */
  prefix(apiPrefix: string, domain: string): string | undefined {
    return this.find([apiPrefix, domain], (calls, session, [a, b]) => calls.js_prefix(session, a!, b!));
  }

  /** Returns the subject of a request about up to three names, which must be fit. @throws NatsError if one is not */
  subject(verb: ApiVerb, prefix: string, first = "", second = "", third = ""): string {
    const subject = this.find([prefix, first, second, third], (calls, session, [a, b, c, d]) =>
      calls.js_subject(session, verb, a!, b!, c!, d!),
    );
    if (subject === undefined) {
      throw NatsError.errorForCode(ErrorCode.BadSubject);
    }
    return subject;
  }

  /**
   * Returns the subject of the request that makes or changes a consumer. `name` and `durable` are empty if there are none;
   * `filter` is empty if there is none or there are several.
   */
  consumerCreateSubject(prefix: string, stream: string, name: string, durable: string, filter: string): string {
    const consumer = durable || name;
    return this.subject(ApiVerb.ConsumerCreate, prefix, stream, consumer, consumer && filter);
  }

  /**
   * Returns what is wrong with the name of a stream or consumer: the first character that it must not have, an empty text
   * if there is no name, and `undefined` if nothing is.
   */
  unfit(name: string): string | undefined {
    const found = withTexts(this.session, [name], (calls, session, [a]) => calls.js_unfit(session, a!));
    return found === FIT ? undefined : found === EMPTY ? "" : String.fromCodePoint(found);
  }

  /** Returns the JSON object `json` without the members, at any depth, that a body of this kind does not have. */
  known(body: Body, json: string): string {
    return this.find([json], (calls, session, [a]) => calls.js_known(session, body, a!))!;
  }

  /** Returns the number of the error that `errCode` is another one for; `errCode` itself if there is none. */
  sameError(errCode: number): number {
    return withTexts(this.session, [], (calls, session) => calls.js_same_error(session, errCode));
  }

  /**
   * Returns whether to publish once more, after as many tries as `tries`, if at most `most` are wanted and `code` came
   * back.
   */
  publishAgain(code: string, tries: number, most: number): boolean {
    const status = Number(code) || 0;
    return withTexts(this.session, [], (calls, session) => calls.js_publish_again(session, status, tries, most)) === 1;
  }

  /** Returns the version that has `feature`, if a server of `version` has not. */
  missing(feature: Feature, version: string): string | undefined {
    return this.find([version], (calls, session, [a]) => calls.js_missing(session, feature, a!));
  }

  /** Returns where a delivered message stands, as its reply subject says; `undefined` if it was not delivered. */
  position(msg: Msg): Position | undefined {
    const { session } = this;
    const isDelivered =
      msg instanceof MsgImpl
        ? withText(session, msg.batch.bytes, msg.replyStart, msg.replyEnd, readNumbers)
        : this.parse(msg.reply ?? "");
    if (!isDelivered) {
      return undefined;
    }
    return {
      deliveryCount: session.numberAt(0),
      streamSequence: session.numberAt(1),
      deliverySequence: session.numberAt(2),
      pending: session.numberAt(3),
      timestampNanos: session.numberAt(4),
    };
  }

  /** Returns all that the reply subject of a delivered message says; `undefined` if it is not one. */
  delivery(reply: string): DeliveryInfo | undefined {
    if (!this.parse(reply)) {
      return undefined;
    }
    const [count, streamSequence, deliverySequence, pending] = numbersOf(this.session, 4) as [
      number,
      number,
      number,
      number,
    ];
    const [domain, account_hash, stream, consumer, timestamp] = textsOf(this.session) as [
      string,
      string,
      string,
      string,
      string,
    ];
    return {
      domain,
      account_hash,
      stream,
      consumer,
      deliveryCount: count,
      redeliveryCount: count,
      streamSequence,
      deliverySequence,
      timestampNanos: Number(timestamp),
      pending,
      redelivered: count > 1,
    };
  }

  /** Returns the exact time that the reply subject of a delivered message says, in nanoseconds; 0 if it is not one. */
  deliveryTime(reply: string): bigint {
    return BigInt(this.parse(reply) ? textsOf(this.session)[4]! : 0);
  }

  /**
   * Returns the payload of an answer to a message. `nanos` is the delay of a {@link Answer.Nak}, `reason` that of a
   * {@link Answer.Term}.
   */
  answer(kind: Answer, nanos: number, reason: string): Uint8Array {
    if (nanos > 0 || reason !== "") {
      return this.makeAnswer(kind, nanos, reason);
    }
    this.answers[kind] ??= this.makeAnswer(kind, nanos, reason);
    return this.answers[kind];
  }

  /**
   * Returns the payload that says a message is dealt with and asks for `batch` more, for `expires` nanoseconds; 0 for no
   * end.
   */
  answerNext(batch: number, noWait: boolean, expires: number): Uint8Array {
    const request = { batch, no_wait: noWait, expires: expires || undefined };
    return this.makeAnswer(Answer.Next, 0, JSON.stringify(request));
  }

  private makeAnswer(kind: Answer, nanos: number, text: string): Uint8Array {
    const payload = this.text([text], (calls, session, [a]) => calls.js_answer(session, kind, nanos, a!));
    return encoder.encode(payload);
  }

  private parse(reply: string): boolean {
    return withTexts(this.session, [reply], (calls, session, [a]) => calls.js_delivery(session, a!, 1)) === 1;
  }

  /** Returns the text that a call leaves. */
  private text(texts: string[], call: Call<void>): string {
    withTexts(this.session, texts, call);
    return textsOf(this.session)[0]!;
  }

  /** Returns the text that a call leaves, if it says that there is one. */
  private find(texts: string[], call: Call<0 | 1>): string | undefined {
    return withTexts(this.session, texts, call) === 1 ? textsOf(this.session)[0] : undefined;
  }
}

function readNumbers(calls: Exports, session: number, length: number): boolean {
  return calls.js_delivery(session, length, 0) === 1;
}

/** Returns the rules of a module's instance. */
export function rulesOf(wasm: Instance): JetStreamCore {
  let rules = all.get(wasm);
  if (rules === undefined) {
    rules = new JetStreamCore(wasm);
    all.set(wasm, rules);
  }
  return rules;
}

const all = /* @__PURE__ */ new WeakMap<Instance, JetStreamCore>();

/** What the core says of a name that is no character. */
const FIT = -2;
const EMPTY = -1;
