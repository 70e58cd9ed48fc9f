// @ts-check
/** One subscription on the page: its counters, its tools and its messages. */
import { find, fromTemplate, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatCount, formatRate, nounFor } from "../lib/format.js";
import { beforePaint } from "../lib/frames.js";
import { MessageDetail } from "./detail.js";
import { containsText } from "./filter.js";
import { Hold } from "./hold.js";
import { MessageList } from "./list.js";
import { Sparkline } from "./sparkline.js";
import { MessageStore } from "./store.js";

/**
 * @typedef {object} PanelHooks
 * @property {(panel: SubscriptionPanel) => void} removed told when the user takes the subscription away
 * @property {(message: import("./ring.js").Message) => void} reuse told when the user wants to publish the like of a message
 */

export class SubscriptionPanel {
  /** The panel, to be put into the page. */
  element = fromTemplate("subscription-template");
  subject;
  queue;

  #store = new MessageStore();
  #hold = new Hold(this.#store);
  /** @type {import("nats-web").Subscription | null} */
  #subscription = null;
  #echo = false;
  #lastReceived = 0;
  #list;
  #detail;
  #sparkline;
  #parts;
  #draw = beforePaint(() => this.#drawNow(), REDRAW_PERIOD);

  /**
   * @param {{ subject: string, queue: string }} what `queue` may be empty
   * @param {PanelHooks} hooks
   */
  constructor({ subject, queue }, { removed, reuse }) {
    this.subject = subject;
    this.queue = queue;
    this.#parts = parts(this.element);
    this.#parts.list.id = `messages-${++panelCount}`;
    this.#list = new MessageList(this.#parts.list, {
      scrolledAway: () => this.#holdBy("scroll"),
      scrolledToEnd: () => this.#releaseFrom("scroll"),
      moving: () => this.#holdBy("scroll"),
      selected: (stored) => {
        this.#holdBy("message");
        this.#detail.show(stored);
      },
      resized: () => this.#drawNow(),
    });
    this.#detail = new MessageDetail(this.#parts.detail, () => this.#closed(), reuse);
    this.#sparkline = new Sparkline(this.#parts.sparkline);
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

  /** Takes stock: the rate since the last call, and copies of what is kept. @param {number} seconds since then */
  tick(seconds) {
    const { received } = this.#store;
    const rate = Math.max(0, received - this.#lastReceived) / seconds;
    setText(this.#parts.rate, `${formatRate(rate)}/s`);
    this.#sparkline.add(rate);
    this.#lastReceived = received;
    this.#store.settle();
  }

  /** Puts the cursor into the filter. */
  focusFilter() {
    this.#parts.filter.focus();
    this.#parts.filter.select();
  }

  /** Holds the messages still, or lets them run again. */
  togglePause() {
    if (this.#hold.held) this.#release();
    else this.#holdBy("button");
  }

  /** What follows when the open message is closed. */
  #closed() {
    this.#list.deselect();
    this.#parts.list.focus();
    this.#releaseFrom("message");
    if (this.#list.atEnd) this.#releaseFrom("scroll");
    this.#drawNow();
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
    const { filter, pause, clear, echo, remove, news } = this.#parts;
    filter.addEventListener("input", () => {
      const wanted = containsText(filter.value);
      this.#store.setFilter(wanted);
      this.#hold.setFilter(wanted);
      this.#drawNow();
    });
    pause.addEventListener("click", () => this.togglePause());
    news.addEventListener("click", () => {
      this.#release();
      this.#parts.list.focus();
    });
    this.element.addEventListener("keydown", (event) => {
      // In a filter with a text the key is the browser's: it empties the field.
      if (event.key === "Escape" && !(event.target === filter && filter.value !== "")) this.#detail.close();
    });
    clear.addEventListener("click", () => this.#clear());
    echo.addEventListener("change", () => {
      this.#echo = echo.checked;
    });
    remove.addEventListener("click", () => {
      this.#subscription?.unsubscribe();
      removed(this);
    });
  }

  /** @param {import("./hold.js").Reason} reason */
  #holdBy(reason) {
    this.#hold.take(reason);
    this.#drawNow();
  }

  /** @param {import("./hold.js").Reason} reason */
  #releaseFrom(reason) {
    if (this.#hold.held?.reason === reason) this.#release();
  }

  #release() {
    this.#hold.release();
    this.#drawNow();
  }

  #clear() {
    this.#store.clear();
    this.#lastReceived = 0;
    this.#hold.release();
    this.#list.deselect();
    this.#detail.hide();
    this.#drawNow();
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
    const { received, noun, bytes, pause, pauseIcon, pauseLabel, news, newsCount, empty, filter } = this.#parts;
    const store = this.#store;
    const { held } = this.#hold;
    const view = held?.view ?? store.visible;
    setText(received, formatCount(store.received));
    setText(noun, nounFor(store.received, "message"));
    setText(bytes, formatBytes(store.bytes));
    setText(pauseLabel, held ? "Resume" : "Pause");
    pause.setAttribute("aria-pressed", String(held !== null));
    pauseIcon.setAttribute("href", held ? "#i-play" : "#i-pause");
    const fresh = held ? store.received - held.received : 0;
    news.hidden = fresh === 0;
    setText(newsCount, `${formatCount(fresh)} new`);
    this.#drawFoot();
    empty.hidden = view.length > 0;
    setText(empty, filter.value !== "" ? "No message matches the filter." : "No messages yet.");
    this.#list.draw(view, held === null);
  }

  /** Says what is kept, and what was let go to stay within bounds. */
  #drawFoot() {
    const store = this.#store;
    const { held } = this.#hold;
    const { kept, status, filter } = this.#parts;
    const bounded = `newest ${formatCount(store.kept.length)} kept, ${formatCount(store.letGo)} let go`;
    setText(kept, store.letGo > 0 ? bounded : "");
    const notes = [];
    if (filter.value !== "") notes.push(`${formatCount(held ? held.view.length : store.matches)} match`);
    if (held) notes.push(HELD_TEXT[held.reason]);
    setText(status, notes.join(" · "));
  }
}

/** @param {HTMLElement} panel */
function parts(panel) {
  return {
    subject: find(panel, ".subscription-subject", HTMLElement),
    queue: find(panel, ".subscription-queue", HTMLElement),
    received: find(panel, ".count-received", HTMLElement),
    noun: find(panel, ".count-noun", HTMLElement),
    bytes: find(panel, ".count-bytes", HTMLElement),
    rate: find(panel, ".count-rate", HTMLElement),
    sparkline: find(panel, ".sparkline", HTMLCanvasElement),
    remove: find(panel, ".subscription-remove", HTMLButtonElement),
    filter: find(panel, ".filter", HTMLInputElement),
    pause: find(panel, ".pause", HTMLButtonElement),
    pauseIcon: find(panel, ".pause use", SVGUseElement),
    pauseLabel: find(panel, ".pause span", HTMLElement),
    clear: find(panel, ".clear", HTMLButtonElement),
    echo: find(panel, ".echo", HTMLInputElement),
    error: find(panel, ".subscription-error", HTMLElement),
    list: find(panel, ".list", HTMLElement),
    empty: find(panel, ".list-empty", HTMLElement),
    news: find(panel, ".news", HTMLButtonElement),
    newsCount: find(panel, ".news span", HTMLElement),
    detail: find(panel, ".detail", HTMLElement),
    kept: find(panel, ".count-kept", HTMLElement),
    status: find(panel, ".list-status", HTMLElement),
  };
}

let panelCount = 0;
const HELD_TEXT = { button: "paused", scroll: "held while you scroll", message: "held while a message is open" };
/** The least time between two draws that arriving messages ask for, in milliseconds: more is not read by anybody. */
const REDRAW_PERIOD = 100;
