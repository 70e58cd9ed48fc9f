// @ts-check
/** A view that holds still while messages go on arriving. */

/**
 * @typedef {import("./ring.js").StoredMessage} StoredMessage
 *
 * Why the view holds still. By the button it does until the button is pressed again, by scrolling until the newest
 * message is in sight again, by an open message until that is closed.
 *
 * @typedef {"button" | "scroll" | "message"} Reason
 *
 * @typedef {object} Held
 * @property {Reason} reason
 * @property {StoredMessage[]} kept every message that was kept
 * @property {StoredMessage[]} view those of them that are shown
 * @property {number} received how many messages there had been
 */

export class Hold {
  /** @type {Held | null} `null` while messages run */
  held = null;
  #store;

  /** @param {import("./store.js").MessageStore} store */
  constructor(store) {
    this.#store = store;
  }

  /** Holds what is there now. A view that is held already keeps its reason. @param {Reason} reason */
  take(reason) {
    if (this.held) return;
    const store = this.#store;
    store.settle();
    const kept = store.kept.toArray();
    const view = store.visible === store.kept ? kept : store.visible.toArray();
    this.held = { reason, kept, view, received: store.received };
  }

  /** Lets messages run again. */
  release() {
    this.held = null;
  }

  /** @param {((message: import("./ring.js").Message) => boolean) | null} filter `null` shows everything */
  setFilter(filter) {
    if (!this.held) return;
    const { kept } = this.held;
    this.held.view = filter ? kept.filter(({ message }) => filter(message)) : kept;
  }
}
