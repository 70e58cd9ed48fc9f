// @ts-check
/** One message in full: subject, reply, headers, payload. */
import { element, find, setText } from "../lib/dom.js";
import { formatBytes, formatCount, formatTime, payloadText, plainDirection } from "../lib/format.js";
import { headersTable, PayloadView } from "./payload-view.js";

export class MessageDetail {
  #box;
  #closed;
  #title;
  #facts;
  #headers;
  #reuse;
  /** @type {import("./ring.js").Message | null} */
  #message = null;
  #payload = new PayloadView("Payload of the selected message");

  /**
   * @param {HTMLElement} box filled from the page's template
   * @param {() => void} closed told when the user closes it
   * @param {(message: import("./ring.js").Message) => void} reuse told when the user wants to publish the like
   */
  constructor(box, closed, reuse) {
    this.#box = box;
    this.#title = find(box, ".detail-title", HTMLElement);
    this.#facts = find(box, ".detail-facts", HTMLElement);
    this.#headers = find(box, ".detail-headers", HTMLElement);
    box.append(this.#payload.element);
    this.#closed = closed;
    this.#reuse = find(box, ".detail-reuse", HTMLButtonElement);
    this.#reuse.addEventListener("click", () => this.#message && reuse(this.#message));
    find(box, ".detail-close", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  /** Closes it as the user would. */
  close() {
    if (this.#box.hidden) return;
    this.hide();
    this.#closed();
  }

  /** @param {import("./ring.js").StoredMessage} stored */
  show({ seq, time, message }) {
    setText(this.#title, plainDirection(message.subject));
    this.#facts.replaceChildren(
      fact("Number", formatCount(seq)),
      fact("Received", formatTime(time, true)),
      fact("Payload", formatBytes(message.data.length)),
      ...(message.reply ? [fact("Reply", plainDirection(message.reply))] : []),
    );
    const table = headersTable(message.headers);
    this.#headers.replaceChildren(...(table ? [table] : []));
    this.#payload.show(message.data);
    this.#message = message;
    this.#reuse.disabled = message.data.length > REUSABLE || payloadText(message.data) === null;
    this.#box.hidden = false;
    this.#payload.fit();
  }

  hide() {
    this.#box.hidden = true;
    this.#message = null;
  }
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return element("div", "", element("dt", "", name), element("dd", "mono", value));
}

/** The largest payload that a field for text is given, in bytes. */
const REUSABLE = 64 * 1024;
