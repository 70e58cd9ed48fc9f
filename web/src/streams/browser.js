// @ts-check
/** The messages of a stream, one at a time: by sequence, by subject, forth and back. */
import { managerOf } from "../jetstream/manager.js";
import { element, icon, pushButton } from "../lib/dom.js";
import { describeError, errorCode } from "../lib/errors.js";
import { openForm } from "../lib/form-dialog.js";
import { formatBytes, formatCount, formatMoment, plainDirection } from "../lib/format.js";
import { facts } from "../lib/table.js";
import { headersTable, PayloadView } from "../messages/payload-view.js";
import { lastBefore } from "./neighbours.js";

/**
 * @typedef {import("./detail.js").Part} Part
 * @typedef {import("nats-web").StreamInfo} StreamInfo
 * @typedef {import("nats-web").StoredMsg} StoredMsg
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 */

/** @implements {Part} */
export class MessageBrowser {
  element = element("div", "browser");
  #form = element("form", "browser-form");
  #sequence = element("input", "mono");
  #subject = element("input", "mono");
  #result = element("p", "result");
  #box = element("div", "browser-message");
  #facts = element("dl", "facts");
  #headers = element("div");
  #payload = new PayloadView("Payload of the stored message");
  #delete = pushButton("small", () => this.#askDelete(), icon("trash"), "Delete message…");
  /** @type {StreamInfo | null} */
  #info = null;
  /** @type {NatsConnection | null} */
  #client = null;
  /** @type {StoredMsg | null} */
  #message = null;
  /** Counts what was asked for: an older answer is dropped. */
  #asked = 0;

  constructor() {
    this.#sequence.inputMode = "numeric";
    this.#subject.placeholder = "any subject";
    for (const field of [this.#sequence, this.#subject]) {
      field.spellcheck = false;
      field.autocomplete = "off";
    }
    const step = (/** @type {string} */ text, /** @type {() => Promise<StoredMsg | null>} */ read) =>
      pushButton("", () => this.#go(read), text);
    const get = element("button", "primary", "Get");
    get.type = "submit";
    this.#form.append(
      element("label", "", "Sequence", this.#sequence),
      element("label", "", "Subject, with wildcards", this.#subject),
      element(
        "div",
        "detail-buttons",
        get,
        step("First", () => this.#from(this.#first)),
        step("Previous", () => this.#before(this.#message?.seq ?? this.#wanted)),
        step("Next", () => this.#from((this.#message?.seq ?? this.#wanted - 1) + 1)),
        step("Last", () => this.#before((this.#info?.state.last_seq ?? 0) + 1)),
      ),
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go(() => this.#from(this.#wanted));
    });
    this.#result.setAttribute("role", "status");
    this.#box.append(this.#facts, this.#headers, this.#payload.element, this.#delete);
    this.element.append(this.#form, this.#result, this.#box);
  }

  /** @param {StreamInfo} info @param {NatsConnection} client */
  open(info, client) {
    this.#client = client;
    this.#sequence.value = String(info.state.first_seq || 1);
    this.#subject.value = "";
    this.#asked += 1;
    this.#say("");
    this.#show(null);
  }

  /** @param {StreamInfo} info */
  update(info) {
    this.#info = info;
    const { messages, first_seq, last_seq } = info.state;
    const range = `${formatCount(first_seq)} to ${formatCount(last_seq)}`;
    this.#sequence.placeholder = messages > 0 ? range : "none";
    this.#delete.disabled = info.config.deny_delete === true;
  }

  close() {
    this.#asked += 1;
    this.#client = null;
  }

  get #first() {
    return this.#info?.state.first_seq || 1;
  }

  /** The sequence that is typed. */
  get #wanted() {
    const wanted = Number(this.#sequence.value.replaceAll(",", ""));
    return Number.isSafeInteger(wanted) && wanted > 0 ? wanted : this.#first;
  }

  /** @param {number} seq */
  async #from(seq) {
    if (!this.#client || !this.#info) return null;
    const { streams } = await managerOf(this.#client);
    const request = { seq: Math.max(1, seq), next_by_subj: this.#subject.value.trim() || ">" };
    try {
      return await streams.getMessage(this.#info.config.name, request);
    } catch (error) {
      if (errorCode(error) === "404") return null;
      throw error;
    }
  }

  /** @param {number} seq */
  #before(seq) {
    return lastBefore((from) => this.#from(from), seq, this.#first);
  }

  /** @param {() => Promise<StoredMsg | null>} read */
  async #go(read) {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const message = await read();
      if (asked !== this.#asked) return;
      if (!message) return this.#say("There is no message there.");
      this.#say("");
      this.#show(message);
    } catch (error) {
      if (asked === this.#asked) this.#say(describeError(error), true);
    }
  }

  /** @param {StoredMsg | null} message */
  #show(message) {
    this.#message = message;
    this.#box.hidden = message === null;
    if (!message) return;
    this.#sequence.value = String(message.seq);
    this.#facts.replaceChildren(
      ...facts([
        ["Subject", plainDirection(message.subject)],
        ["Sequence", formatCount(message.seq)],
        ["Stored", formatMoment(message.time.getTime())],
        ["Payload", formatBytes(message.data.length)],
      ]),
    );
    const table = headersTable(message.header);
    this.#headers.replaceChildren(...(table ? [table] : []));
    this.#payload.show(message.data);
  }

  #askDelete() {
    const [client, info, message] = [this.#client, this.#info, this.#message];
    if (!client || !info || !message) return;
    const { name } = info.config;
    const title = `Delete message ${message.seq} of ${name}?`;
    openForm({ title, text: "It is gone for good.", action: "Delete the message", danger: true }, [], async () => {
      const { streams } = await managerOf(client);
      await streams.deleteMessage(name, message.seq);
      this.#show(null);
      this.#say(`Message ${formatCount(message.seq)} is deleted.`);
    });
  }

  /** @param {string} text @param {boolean} [failed] */
  #say(text, failed = false) {
    this.#result.textContent = text;
    this.#result.classList.toggle("failed", failed);
  }
}
