/**
 * JetStream of a server, played by a script over a scripted socket: it answers requests of the API and messages that ask
 * for an ack, and delivers the messages of a consumer. It counts the time that it takes itself, which is not the client's.
 */
import { cut } from "./measuring.mjs";
import { answerTo, NAMES } from "./scripted_api.mjs";

const NANOS = "1767225600000000000";

/** Where a client's texts begin an operation. */
const SUB = /(?:^|\r\n)SUB (\S+) (?:\S+ )?(\S+)(?=\r\n)/g;
const API = /(?:^|\r\n)PUB \$JS\.API\.(\S+) (\S+) \d+\r\n([^\r]*)(?=\r\n)/g;

/** What all scripts have in common: subscriptions, answers of the API, and the clock. */
class Script {
  /** Milliseconds that the script itself has taken. */
  busy = 0;
  #socket;
  #subscriptions = [];

  constructor(socket) {
    this.#socket = socket;
    socket.responder = (text) => this.#timed(() => this.#hear(text));
  }

  /** Plays messages in the next turn, in frames as a server cuts them. */
  play(text) {
    this.playBytes(Buffer.from(text, "latin1"));
  }

  playBytes(bytes) {
    const frames = cut(bytes);
    setImmediate(() => {
      for (const frame of frames) this.#socket.play(frame);
    });
  }

  /** The number of the subscription that a subject is delivered to; `undefined` if there is none. */
  sid(subject) {
    return this.#subscriptions.findLast(({ begin, isWild }) => (isWild ? subject.startsWith(begin) : subject === begin))
      ?.sid;
  }

  /** An answer of the API was played. */
  answered() {}

  #timed(work) {
    const started = performance.now();
    work();
    this.busy += performance.now() - started;
  }

  #hear(text) {
    if (text.includes("SUB ")) {
      for (const [, subject, sid] of text.matchAll(SUB)) {
        const begin = subject.replace(/[*>]$/, "");
        this.#subscriptions.push({ begin, isWild: begin !== subject, sid });
      }
    }
    this.hear(text);
    if (text.includes("$JS.API.")) {
      for (const [, verb, reply, body] of text.matchAll(API)) this.#answer(verb, reply, body);
    }
  }

  #answer(verb, reply, body) {
    const answer = this.answer(verb, reply, body);
    if (answer === undefined) return;
    const json = JSON.stringify(answer);
    this.play(`MSG ${reply} ${this.sid(reply)} ${json.length}\r\n${json}\r\n`);
    this.answered();
  }
}

/** A consumer that is pulled from. What is asked for is delivered at once, as far as the stream goes. */
export class PullScript extends Script {
  /** How many messages were delivered, and how many acks have come. */
  delivered = 0;
  acked = 0;
  /** The sequence that the last ack names. */
  lastAcked = 0;
  #body;
  #stored = 0;
  /** Pull requests that are not served yet, each `{ reply, left }`. */
  #asks = [];

  constructor(socket, size) {
    super(socket);
    this.#body = "x".repeat(size);
  }

  /** So many more messages are in the stream. */
  store(count) {
    this.#stored += count;
    this.#deliver();
  }

  hear(text) {
    let last = -1;
    for (let at = text.indexOf(ACK); at >= 0; at = text.indexOf(ACK, at + ACK.length)) {
      this.acked += 1;
      last = at;
    }
    if (last >= 0) this.lastAcked = Number(text.slice(0, last).split("$JS.ACK.").at(-1).split(".")[3]);
  }

  answer(verb, reply, body) {
    if (verb !== `CONSUMER.MSG.NEXT.${NAMES.stream}.${NAMES.consumer}`) return answerTo(verb, body, this.#stored);
    this.#asks.push({ reply, left: JSON.parse(body).batch });
    this.#deliver();
    return undefined;
  }

  #deliver() {
    let text = "";
    while (this.#asks.length > 0 && this.delivered < this.#stored) {
      const [ask] = this.#asks;
      const sid = this.sid(ask.reply);
      const count = Math.min(ask.left, this.#stored - this.delivered);
      for (let i = 0; i < count; i++) text += this.#message(sid);
      ask.left -= count;
      if (ask.left === 0) this.#asks.shift();
    }
    if (text !== "") this.play(text);
  }

  #message(sid) {
    const n = ++this.delivered;
    const reply = `$JS.ACK.${NAMES.stream}.${NAMES.consumer}.1.${n}.${n}.${NANOS}.${this.#stored - n}`;
    return `MSG ${NAMES.subject} ${sid} ${reply} ${this.#body.length}\r\n${this.#body}\r\n`;
  }
}

/** A stream that acks what is published. */
export class StreamScript extends Script {
  sequence = 0;

  hear(text) {
    let acks = "";
    for (const [, reply] of text.matchAll(/PUB orders\.eu\.42 (_INBOX\S+) /g)) {
      const ack = `{"stream":"${NAMES.stream}", "seq":${++this.sequence}}`;
      acks += `MSG ${reply} ${this.sid(reply)} ${ack.length}\r\n${ack}\r\n`;
    }
    if (acks !== "") this.play(acks);
  }

  answer(verb, _reply, body) {
    return answerTo(verb, body, 0);
  }
}

/** A bucket with so many keys, whose consumers get one value of each. */
export class BucketScript extends Script {
  #keys;
  #value;
  /** The consumer that was made and has delivered nothing yet. */
  #made;
  /** What is delivered, by how long its sid and its consumer's name are, and where in it those stand. */
  #deliveries = new Map();

  constructor(socket, keys, size) {
    super(socket);
    this.#keys = keys;
    this.#value = "x".repeat(size);
  }

  /** Some clients subscribe before they have the consumer, some after. */
  hear() {
    this.#deliver();
  }

  answer(verb, _reply, body) {
    const answer = answerTo(verb, body, this.#keys);
    if (verb.startsWith("CONSUMER.CREATE.")) this.#made = answer;
    return answer;
  }

  answered() {
    this.#deliver();
  }

  #deliver() {
    const { name, config } = this.#made ?? {};
    const sid = this.sid(config?.deliver_subject ?? "");
    if (sid === undefined) return;
    this.#made = undefined;
    this.playBytes(this.#delivery(sid, name));
  }

  /** Made once for all watches but for two texts: what is thrown away would be collected in the client's time. */
  #delivery(sid, name) {
    const shape = `${sid.length} ${name.length}`;
    if (!this.#deliveries.has(shape)) this.#deliveries.set(shape, this.#makeDelivery(sid, name));
    const { bytes, sids, names } = this.#deliveries.get(shape);
    for (const at of sids) bytes.latin1Write(sid, at);
    for (const at of names) bytes.latin1Write(name, at);
    return bytes;
  }

  #makeDelivery(sid, name) {
    const pieces = [];
    const places = { sids: [], names: [] };
    let length = 0;
    const add = (piece) => {
      pieces.push(piece);
      length += piece.length;
    };
    for (let n = 1; n <= this.#keys; n++) {
      add(`MSG $KV.${NAMES.bucket}.${keyOf(n)} `);
      places.sids.push(length);
      add(`${sid} $JS.ACK.KV_${NAMES.bucket}.`);
      places.names.push(length);
      add(`${name}.1.${n}.${n}.${NANOS}.${this.#keys - n} ${this.#value.length}\r\n${this.#value}\r\n`);
    }
    return { bytes: Buffer.from(pieces.join(""), "latin1"), ...places };
  }
}

/** The key that a bucket has at a revision. */
export function keyOf(revision) {
  return `sensor.${revision % 100}.reading-${revision}`;
}

const ACK = "\r\n+ACK\r\n";
