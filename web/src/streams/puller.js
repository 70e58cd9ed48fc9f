// @ts-check
/** Pulls a consumer's next message, and lets the user say what became of it. */
import { managerOf } from "../jetstream/manager.js";
import { element, pushButton } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatCount, plainDirection } from "../lib/format.js";
import { facts } from "../lib/table.js";
import { headersTable, PayloadView } from "../messages/payload-view.js";
import { whyNoPull } from "./consumer-model.js";

/**
 * @typedef {import("nats-web").ConsumerInfo} ConsumerInfo
 * @typedef {import("nats-web").JsMsg} JsMsg
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 */

export class Puller {
  element = element("div", "puller");
  #pull = pushButton("primary", () => this.#next(), "Pull the next message");
  #result = element("p", "result");
  #box = element("div", "browser-message");
  #facts = element("dl", "facts");
  #headers = element("div");
  #payload = new PayloadView("Payload of the pulled message");
  #answers;
  /** @type {ConsumerInfo | null} */
  #info = null;
  /** @type {NatsConnection | null} */
  #client = null;
  /** @type {JsMsg | null} */
  #message = null;
  #answered;

  /** @param {() => void} answered told when the consumer has changed by it */
  constructor(answered) {
    this.#answered = answered;
    const button = (
      /** @type {string} */ text,
      /** @type {string} */ said,
      /** @type {(message: JsMsg) => unknown} */ act,
    ) => pushButton("small", () => this.#answer(said, act), text);
    this.#answers = element(
      "div",
      "detail-buttons",
      button("Ack", "Acknowledged", (message) => message.ackAck()),
      button("Nak: deliver it again", "It will be delivered again", (message) => message.nak()),
      button("Term: never again", "It will not be delivered again", (message) => message.term()),
    );
    this.#result.setAttribute("role", "status");
    this.#box.append(this.#answers, this.#facts, this.#headers, this.#payload.element);
    this.element.append(element("div", "actions", this.#pull, this.#result), this.#box);
  }

  /** @param {ConsumerInfo | null} info @param {NatsConnection | null} client */
  open(info, client) {
    this.#client = client;
    this.#message = null;
    this.#box.hidden = true;
    this.#info = info;
    if (info) this.update(info);
    this.#say(info ? whyNoPull(info) : "");
  }

  /** @param {ConsumerInfo} info */
  update(info) {
    this.#info = info;
    this.#pull.disabled = whyNoPull(info) !== "";
  }

  async #next() {
    const [client, info] = [this.#client, this.#info];
    if (!client || !info) return;
    this.#pull.disabled = true;
    this.#say("Waiting for a message…");
    try {
      const manager = await managerOf(client);
      const consumer = manager.jetstream().consumers.getPullConsumerFor(info);
      const message = await consumer.next({ expires: EXPIRES });
      if (this.#info?.name !== info.name) return message?.nak();
      this.#show(message);
      this.#say(message ? "" : "No message came within a second.");
      this.#answered();
    } catch (error) {
      this.#say(describeError(error), true);
    } finally {
      if (this.#info) this.update(this.#info);
    }
  }

  /** @param {JsMsg | null} message */
  #show(message) {
    this.#message = message;
    this.#box.hidden = message === null;
    if (!message) return;
    const { deliveryCount, streamSequence, pending } = message.info;
    this.#answers.hidden = this.#info?.config.ack_policy === "none";
    this.#facts.replaceChildren(
      ...facts([
        ["Subject", plainDirection(message.subject)],
        ["Sequence", formatCount(streamSequence)],
        ["Delivery", deliveryCount === 1 ? "the first" : `number ${formatCount(deliveryCount)}`],
        ["Still to come", formatCount(pending)],
        ["Payload", formatBytes(message.data.length)],
      ]),
    );
    const table = message.headers ? headersTable(message.headers) : null;
    this.#headers.replaceChildren(...(table ? [table] : []));
    this.#payload.show(message.data);
  }

  /** @param {string} said @param {(message: JsMsg) => unknown} act */
  async #answer(said, act) {
    const [client, message] = [this.#client, this.#message];
    if (!client || !message) return;
    this.#answers.hidden = true;
    try {
      await act(message);
      await client.flush();
      this.#say(`${said}.`);
      this.#answered();
    } catch (error) {
      this.#answers.hidden = false;
      this.#say(describeError(error), true);
    }
  }

  /** @param {string} text @param {boolean} [failed] */
  #say(text, failed = false) {
    this.#result.textContent = text;
    this.#result.classList.toggle("failed", failed);
  }
}

/** How long a pull waits for a message, in milliseconds. */
const EXPIRES = 1000;
