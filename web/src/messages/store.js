// @ts-check
/**
 * What a subscription keeps of what it received: exact counters, the newest messages within a bound, and the newest
 * messages that match a filter. The second ring lets one rare message stay in sight among 100,000 a second.
 */
import { MessageRing, StoredMessage } from "./ring.js";

/** @typedef {import("./ring.js").Message} Message */

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

  /** @param {{ maxMessages?: number, maxBytes?: number }} [limits] of each ring; 5,000 messages and 16 MiB by default */
  constructor({ maxMessages = 5000, maxBytes = 16 * 1024 * 1024 } = {}) {
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

  /** How many of the received messages are no longer kept. */
  get letGo() {
    return this.received - this.#all.length;
  }

  /** @param {Message} message */
  add(message) {
    this.#seq += 1;
    const stored = new StoredMessage(this.#seq, Date.now(), message);
    this.received += 1;
    this.bytes += stored.size;
    this.#all.push(stored);
    if (this.#filter) this.#match(stored);
  }

  /** Copies what is still kept out of the frames it came in. To be called now and then. */
  settle() {
    this.#all.settle();
    this.#matching?.settle();
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
