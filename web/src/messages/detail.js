// @ts-check
/** One message in full: subject, reply, headers, payload. */
import { element, find, setText } from "../lib/dom.js";
import { formatBytes, formatCount, formatTime, plainDirection } from "../lib/format.js";
import { headersTable, PayloadView } from "./payload-view.js";

export class MessageDetail {
  #box;
  #closed;
  #title;
  #facts;
  #headers;
  #payload = new PayloadView("Payload of the selected message");

  /**
   * @param {HTMLElement} box filled from the page's template
   * @param {() => void} closed told when the user closes it
   */
  constructor(box, closed) {
    this.#box = box;
    this.#title = find(box, ".detail-title", HTMLElement);
    this.#facts = find(box, ".detail-facts", HTMLElement);
    this.#headers = find(box, ".detail-headers", HTMLElement);
    box.append(this.#payload.element);
    this.#closed = closed;
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
    this.#box.hidden = false;
    this.#payload.fit();
  }

  hide() {
    this.#box.hidden = true;
  }
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return element("div", "", element("dt", "", name), element("dd", "mono", value));
}
