// @ts-check
/** The subscriptions, side by side. They outlive a closed connection: their subjects are subscribed to anew on the next one. */

import { enableWhileOpen, report } from "../compose/composer.js";
import { byId, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { SubscriptionPanel } from "./panel.js";

export class Subscriptions {
  #subject = byId("subscribe-subject", HTMLInputElement);
  #queue = byId("subscribe-queue", HTMLInputElement);
  #result = byId("subscribe-result", HTMLElement);
  #container = byId("subscriptions", HTMLElement);
  #empty = byId("subscriptions-empty", HTMLElement);
  #emptyText = byId("subscriptions-empty-text", HTMLElement);
  /** @type {Set<SubscriptionPanel>} */
  #panels = new Set();
  /** @type {import("../connection/connection.js").NatsConnection | null} */
  #client = null;

  #reuse;

  /**
   * @param {import("../connection/connection.js").Connection} connection
   * @param {string} subject to begin with
   * @param {import("./panel.js").PanelHooks["reuse"]} reuse
   */
  constructor(connection, subject, reuse) {
    this.#reuse = reuse;
    this.#subject.value = subject;
    enableWhileOpen(connection, byId("subscribe", HTMLButtonElement));
    byId("subscribe-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add({ subject: this.#subject.value.trim(), queue: this.#queue.value.trim() });
    });
    this.#subject.addEventListener("input", () => report(this.#result, ""));
    connection.addEventListener("state", () => this.#follow(connection.client));
    this.#tickRegularly();
  }

  /** Puts the cursor where a subject is typed. */
  focus() {
    this.#subject.focus();
    this.#subject.select();
  }

  /** The panel in which the focus is, or the first. @returns {SubscriptionPanel | undefined} */
  get current() {
    const panels = [...this.#panels];
    return panels.find((panel) => panel.element.contains(document.activeElement)) ?? panels[0];
  }

  /** @param {{ subject: string, queue: string }} wanted */
  #add(wanted) {
    if (!this.#client) return;
    const panel = new SubscriptionPanel(wanted, { removed: (gone) => this.#remove(gone), reuse: this.#reuse });
    try {
      panel.attach(this.#client);
    } catch (error) {
      return report(this.#result, describeError(error, { subject: wanted.subject }), true);
    }
    report(this.#result, "");
    this.#panels.add(panel);
    this.#container.append(panel.element);
    this.#empty.hidden = true;
    panel.element.scrollIntoView({ block: "nearest" });
    this.#subject.select();
  }

  /** @param {SubscriptionPanel} panel */
  #remove(panel) {
    this.#panels.delete(panel);
    panel.element.remove();
    this.#empty.hidden = this.#panels.size > 0;
    this.#subject.focus();
  }

  /** @param {import("../connection/connection.js").NatsConnection | null} client */
  #follow(client) {
    if (client === this.#client) return;
    this.#client = client;
    setText(this.#emptyText, client ? NONE_YET : DISCONNECTED);
    for (const panel of this.#panels) {
      if (client) panel.attach(client);
      else panel.detach();
    }
  }

  #tickRegularly() {
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      for (const panel of this.#panels) panel.tick((now - last) / 1000);
      last = now;
    }, RATE_PERIOD);
  }
}

const DISCONNECTED = "Connect to subscribe to subjects, and to see their messages here side by side.";
const NONE_YET = "No subscriptions yet. Subscribe to a subject to see its messages here, side by side with others.";
/** How often the rates are counted, in milliseconds. */
const RATE_PERIOD = 1000;
