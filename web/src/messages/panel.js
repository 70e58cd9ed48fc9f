// @ts-check
/** One subscription on the page: its counters, its tools and its messages. */
import { find, fromTemplate, oncePerFrame, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatCount, formatRate } from "../lib/format.js";
import { MessageDetail } from "./detail.js";
import { MessageList } from "./list.js";
import { containsText, MessageStore } from "./store.js";

/**
 * The view while it holds still. By scrolling it ends at the newest message, by the button only at the button.
 *
 * @typedef {object} Held
 * @property {"button" | "scroll"} by
 * @property {import("./store.js").StoredMessage[]} kept
 * @property {import("./store.js").StoredMessage[]} view
 * @property {number} received how many messages there had been
 */

export class SubscriptionPanel {
  /** The panel, to be put into the page. */
  element = fromTemplate("subscription-template");
  subject;
  queue;

  #store = new MessageStore();
  /** @type {import("nats-web").Subscription | null} */
  #subscription = null;
  /** @type {Held | null} */
  #held = null;
  #echo = false;
  #lastReceived = 0;
  #list;
  #detail;
  #parts;
  #draw = oncePerFrame(() => this.#drawNow());

  /**
   * @param {{ subject: string, queue: string }} what `queue` may be empty
   * @param {(panel: SubscriptionPanel) => void} removed told when the user takes the subscription away
   */
  constructor({ subject, queue }, removed) {
    this.subject = subject;
    this.queue = queue;
    this.#parts = parts(this.element);
    const listId = `messages-${++panelCount}`;
    this.#parts.list.id = listId;
    this.#list = new MessageList(this.#parts.list, {
      scrolledAway: () => this.#hold("scroll"),
      scrolledToEnd: () => this.#held?.by === "scroll" && this.#release(),
      moving: () => this.#hold("scroll"),
      selected: (stored) => this.#detail.show(stored),
      resized: this.#draw,
    });
    this.#detail = new MessageDetail(this.#parts.detail, () => {
      this.#list.deselect();
      this.#parts.list.focus();
      this.#draw();
    });
    this.#label();
    this.#listen(removed);
    this.#draw();
  }

  /**
   * Subscribes through a client, newly or again after the connection was closed.
   *
   * @param {import("../connection/connection.js").NatsConnection} client
   * @throws what the client throws for a subject it does not accept
   */
  attach(client) {
    this.#fail("");
    this.#subscription = client.subscribe(this.subject, {
      ...(this.queue ? { queue: this.queue } : {}),
      callback: (error, message) => {
        if (error) return this.#fail(describeError(error, { subject: this.subject }));
        this.#store.add(message);
        if (this.#echo && message.reply) this.#answer(message);
        this.#draw();
      },
    });
    this.element.classList.remove("detached");
  }

  /** Forgets the subscription of a connection that was closed. The messages stay. */
  detach() {
    this.#subscription = null;
    this.element.classList.add("detached");
  }

  /** Shows how many messages a second came since the last call. @param {number} seconds since then */
  tick(seconds) {
    const received = this.#store.received;
    setText(this.#parts.rate, `${formatRate(Math.max(0, received - this.#lastReceived) / seconds)}/s`);
    this.#lastReceived = received;
  }

  #label() {
    setText(this.#parts.subject, this.subject);
    setText(this.#parts.queue, this.queue ? `queue ${this.queue}` : "");
    this.#parts.queue.hidden = this.queue === "";
    this.element.setAttribute("aria-label", `Subscription to ${this.subject}`);
    this.#parts.list.setAttribute("aria-label", `Messages on ${this.subject}`);
    this.#parts.filter.setAttribute("aria-label", `Filter the messages on ${this.subject}`);
    this.#parts.remove.setAttribute("aria-label", `Unsubscribe from ${this.subject}`);
  }

  /** @param {(panel: SubscriptionPanel) => void} removed */
  #listen(removed) {
    const { filter, pause, clear, echo, remove } = this.#parts;
    filter.addEventListener("input", () => {
      const wanted = containsText(filter.value);
      this.#store.setFilter(wanted);
      if (this.#held)
        this.#held.view = wanted ? this.#held.kept.filter(({ message }) => wanted(message)) : this.#held.kept;
      this.#draw();
    });
    pause.addEventListener("click", () => (this.#held ? this.#release() : this.#hold("button")));
    clear.addEventListener("click", () => this.#clear());
    echo.addEventListener("change", () => {
      this.#echo = echo.checked;
    });
    remove.addEventListener("click", () => {
      this.#subscription?.unsubscribe();
      removed(this);
    });
  }

  /** @param {Held["by"]} by */
  #hold(by) {
    if (this.#held) return;
    const kept = this.#store.kept.toArray();
    this.#held = {
      by,
      kept,
      view: this.#store.visible === this.#store.kept ? kept : this.#store.visible.toArray(),
      received: this.#store.received,
    };
    this.#drawNow();
  }

  #release() {
    this.#held = null;
    this.#draw();
  }

  #clear() {
    this.#store.clear();
    this.#lastReceived = 0;
    this.#held = null;
    this.#list.deselect();
    this.#detail.hide();
    this.#draw();
  }

  /** Answers a request with its own payload and headers. @param {import("nats-web").Msg} message */
  #answer(message) {
    try {
      message.respond(message.data, message.headers ? { headers: message.headers } : {});
    } catch (error) {
      this.#fail(describeError(error, { subject: message.reply }));
    }
  }

  /** @param {string} sentence empty for none */
  #fail(sentence) {
    setText(this.#parts.error, sentence);
    this.#parts.error.hidden = sentence === "";
  }

  #drawNow() {
    const { received, bytes, pause, status, filter, empty } = this.#parts;
    const store = this.#store;
    const view = this.#held?.view ?? store.visible;
    setText(received, formatCount(store.received));
    setText(bytes, formatBytes(store.bytes));
    const news = this.#held ? store.received - this.#held.received : 0;
    setText(pause, this.#held ? "Resume" : "Pause");
    pause.setAttribute("aria-pressed", String(this.#held !== null));
    const notes = [];
    if (filter.value !== "") notes.push(`${formatCount(this.#held ? view.length : store.matches)} match`);
    if (this.#held) notes.push(`paused${news > 0 ? `, ${formatCount(news)} new` : ""}`);
    if (store.received > store.kept.length) notes.push(`newest ${formatCount(store.kept.length)} kept`);
    setText(status, notes.join(" · "));
    empty.hidden = view.length > 0;
    setText(empty, filter.value !== "" ? "No message matches the filter." : "No messages yet.");
    this.#list.draw(view, this.#held === null);
  }
}

/** @param {HTMLElement} panel */
function parts(panel) {
  return {
    subject: find(panel, ".subscription-subject", HTMLElement),
    queue: find(panel, ".subscription-queue", HTMLElement),
    received: find(panel, ".count-received", HTMLElement),
    bytes: find(panel, ".count-bytes", HTMLElement),
    rate: find(panel, ".count-rate", HTMLElement),
    remove: find(panel, ".subscription-remove", HTMLButtonElement),
    filter: find(panel, ".filter", HTMLInputElement),
    pause: find(panel, ".pause", HTMLButtonElement),
    clear: find(panel, ".clear", HTMLButtonElement),
    echo: find(panel, ".echo", HTMLInputElement),
    error: find(panel, ".subscription-error", HTMLElement),
    list: find(panel, ".list", HTMLElement),
    empty: find(panel, ".list-empty", HTMLElement),
    detail: find(panel, ".detail", HTMLElement),
    status: find(panel, ".list-status", HTMLElement),
  };
}

let panelCount = 0;
