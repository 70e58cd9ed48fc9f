// @ts-check
/**
 * A bounded queue of messages. What it holds is measured: a message pins no more memory than it is counted with once
 * it has been settled, which means copied out of the frame that it came in.
 */

/**
 * The part of a NATS message that the console reads.
 *
 * @typedef {Iterable<[string, string[]]> & { code?: number, description?: string }} Headers
 *
 * @typedef {object} Message
 * @property {string} subject
 * @property {Uint8Array} data
 * @property {string} [reply]
 * @property {Headers} [headers]
 */

/** A message as the console keeps it. */
export class StoredMessage {
  /** Counts from 1 within the subscription. */
  seq;
  /** Milliseconds since the Unix epoch, at which the page received it. */
  time;
  /** @type {Message} */
  message;
  /** Bytes: of the payload at first, of all of it once settled. */
  size;
  #settled = false;

  /** @param {number} seq @param {number} time @param {Message} message */
  constructor(seq, time, message) {
    this.seq = seq;
    this.time = time;
    this.message = message;
    this.size = message.data.length;
  }

  /**
   * Copies the message out of its frame, which may hold hundreds of others. Done for those that are still kept a moment
   * after they came: at a high rate that is one in many.
   */
  settle() {
    if (this.#settled) return;
    this.#settled = true;
    const { subject, reply, data, headers } = this.message;
    const copied = headers && copyHeaders(headers);
    this.message = { subject, reply, data: data.slice(), headers: copied?.headers };
    this.size = data.length + subject.length + (reply?.length ?? 0) + (copied?.size ?? 0);
  }
}

/** A queue that forgets its oldest entries once it holds too many messages or too many bytes. */
export class MessageRing {
  /** @type {(StoredMessage | undefined)[]} */
  #slots;
  /** What each slot was counted with. */
  #sizes;
  #start = 0;
  #maxBytes;
  // The entries before this index are settled.
  #unsettled = 0;

  /** How many messages are kept now. */
  length = 0;
  /** How many bytes those are counted with. */
  bytes = 0;

  /**
   * @param {number} maxMessages
   * @param {number} maxBytes one message alone may be larger
   */
  constructor(maxMessages, maxBytes) {
    this.#slots = new Array(maxMessages);
    this.#sizes = new Float64Array(maxMessages);
    this.#maxBytes = maxBytes;
  }

  /** @param {StoredMessage} stored */
  push(stored) {
    const { size } = stored;
    while (this.length === this.#slots.length || (this.length > 0 && this.bytes + size > this.#maxBytes))
      this.#forget();
    const slot = this.#slot(this.length);
    this.#slots[slot] = stored;
    this.#sizes[slot] = size;
    this.length += 1;
    this.bytes += size;
  }

  /**
   * @param {number} index 0 is the oldest message kept
   * @returns {StoredMessage | undefined}
   */
  at(index) {
    return index < 0 || index >= this.length ? undefined : this.#slots[this.#slot(index)];
  }

  /** Settles what came since the last call, and forgets what then turns out to be too much. */
  settle() {
    for (let index = this.#unsettled; index < this.length; index += 1) {
      const slot = this.#slot(index);
      const stored = /** @type {StoredMessage} */ (this.#slots[slot]);
      stored.settle();
      this.bytes += stored.size - this.#sizes[slot];
      this.#sizes[slot] = stored.size;
    }
    this.#unsettled = this.length;
    while (this.length > 1 && this.bytes > this.#maxBytes) this.#forget();
  }

  /** @returns {StoredMessage[]} oldest first */
  toArray() {
    return Array.from({ length: this.length }, (_, index) => /** @type {StoredMessage} */ (this.at(index)));
  }

  clear() {
    this.#slots.fill(undefined);
    this.#start = 0;
    this.#unsettled = 0;
    this.bytes = 0;
    this.length = 0;
  }

  #forget() {
    this.bytes -= this.#sizes[this.#start];
    this.#slots[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#slots.length;
    this.#unsettled = Math.max(0, this.#unsettled - 1);
    this.length -= 1;
  }

  /** @param {number} index */
  #slot(index) {
    const slot = this.#start + index;
    return slot < this.#slots.length ? slot : slot - this.#slots.length;
  }
}

/** @param {Headers} headers @returns {{ headers: Headers, size: number }} */
function copyHeaders(headers) {
  const entries = [...headers];
  const length = (/** @type {string} */ text) => text.length;
  const size = entries.reduce(
    (sum, [name, values]) => sum + values.reduce((all, value) => all + length(value), length(name)),
    0,
  );
  return { headers: Object.assign(entries, { code: headers.code, description: headers.description }), size };
}
