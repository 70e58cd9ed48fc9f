// @ts-check
/**
 * What a subscription keeps of what it received: exact counters, the newest messages within a bound, and the newest
 * messages that match a filter. The second ring lets one rare message stay in sight among 100,000 a second.
 */

/**
 * The part of a NATS message that the console reads.
 *
 * @typedef {object} Message
 * @property {string} subject
 * @property {Uint8Array} data
 * @property {string} [reply]
 * @property {Iterable<[string, string[]]> & { code?: number, description?: string }} [headers]
 *
 * @typedef {object} StoredMessage
 * @property {number} seq counts from 1 within the subscription
 * @property {number} time milliseconds since the Unix epoch, at which the page received it
 * @property {Message} message
 */

/** A queue that forgets its oldest entries once it holds too many messages or too many payload bytes. */
export class MessageRing {
  /** @type {(StoredMessage | undefined)[]} */
  #slots;
  #start = 0;
  #bytes = 0;
  #maxBytes;

  /** How many messages are kept now. */
  length = 0;

  /**
   * @param {number} maxMessages
   * @param {number} maxBytes of payload; one message alone may be larger
   */
  constructor(maxMessages, maxBytes) {
    this.#slots = new Array(maxMessages);
    this.#maxBytes = maxBytes;
  }

  /** @param {StoredMessage} stored */
  push(stored) {
    const size = stored.message.data.length;
    while (this.length === this.#slots.length || (this.length > 0 && this.#bytes + size > this.#maxBytes))
      this.#forget();
    this.#slots[(this.#start + this.length) % this.#slots.length] = stored;
    this.length += 1;
    this.#bytes += size;
  }

  /**
   * @param {number} index 0 is the oldest message kept
   * @returns {StoredMessage | undefined}
   */
  at(index) {
    return index < 0 || index >= this.length ? undefined : this.#slots[(this.#start + index) % this.#slots.length];
  }

  /** @returns {StoredMessage[]} oldest first */
  toArray() {
    return Array.from({ length: this.length }, (_, index) => /** @type {StoredMessage} */ (this.at(index)));
  }

  clear() {
    this.#slots.fill(undefined);
    this.#start = 0;
    this.#bytes = 0;
    this.length = 0;
  }

  #forget() {
    const oldest = /** @type {StoredMessage} */ (this.#slots[this.#start]);
    this.#bytes -= oldest.message.data.length;
    this.#slots[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#slots.length;
    this.length -= 1;
  }
}

/** Counters and kept messages of one subscription. */
export class MessageStore {
  /** Messages received since the start or the last `clear()`. */
  received = 0;
  /** Payload bytes of the same messages. */
  bytes = 0;
  /** How many messages matched the filter since it was set, those then kept included. */
  matches = 0;

  /** @type {MessageRing} */
  #all;
  /** @type {MessageRing | null} */
  #matching = null;
  /** @type {((message: Message) => boolean) | null} */
  #filter = null;
  #seq = 0;
  #limits;

  /** @param {{ maxMessages?: number, maxBytes?: number }} [limits] of each ring; 5,000 messages and 32 MiB by default */
  constructor({ maxMessages = 5000, maxBytes = 32 * 1024 * 1024 } = {}) {
    this.#limits = { maxMessages, maxBytes };
    this.#all = new MessageRing(maxMessages, maxBytes);
  }

  /** The messages to show: those that match the filter, or all that are kept. */
  get visible() {
    return this.#matching ?? this.#all;
  }

  /** All kept messages, whatever the filter. */
  get kept() {
    return this.#all;
  }

  /** @param {Message} message */
  add(message) {
    this.received += 1;
    this.bytes += message.data.length;
    this.#seq += 1;
    const stored = { seq: this.#seq, time: Date.now(), message };
    this.#all.push(stored);
    this.#match(stored);
  }

  /**
   * Shows only what `filter` accepts, beginning with the messages already kept.
   *
   * @param {((message: Message) => boolean) | null} filter `null` shows everything
   */
  setFilter(filter) {
    this.#filter = filter;
    this.matches = 0;
    this.#matching = filter ? new MessageRing(this.#limits.maxMessages, this.#limits.maxBytes) : null;
    if (filter) for (let index = 0; index < this.#all.length; index += 1) this.#match(this.#all.at(index));
  }

  /** Forgets every message and starts the counters anew. */
  clear() {
    this.#all.clear();
    this.#matching?.clear();
    this.received = 0;
    this.bytes = 0;
    this.matches = 0;
  }

  /** @param {StoredMessage | undefined} stored */
  #match(stored) {
    if (!stored || !this.#matching || !this.#filter?.(stored.message)) return;
    this.matches += 1;
    this.#matching.push(stored);
  }
}

/**
 * A filter for messages that hold `text` in their subject, a header or their payload, in any case of letters.
 * Only the first 64 KiB of a payload are searched.
 *
 * @param {string} text
 * @returns {((message: Message) => boolean) | null} `null` for an empty text
 */
export function containsText(text) {
  if (text === "") return null;
  const wanted = new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "i");
  return (message) =>
    wanted.test(message.subject) ||
    wanted.test(
      DECODER.decode(message.data.length > SEARCHED_BYTES ? message.data.subarray(0, SEARCHED_BYTES) : message.data),
    ) ||
    headersMatch(message, wanted);
}

/** @param {Message} message @param {RegExp} wanted */
function headersMatch(message, wanted) {
  if (!message.headers) return false;
  for (const [key, values] of message.headers) {
    if (wanted.test(key) || values.some((value) => wanted.test(value))) return true;
  }
  return false;
}

const SEARCHED_BYTES = 64 * 1024;
const DECODER = new TextDecoder();
