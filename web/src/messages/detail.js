// @ts-check
/** One message in full: subject, reply, headers, payload. */
import { element, find, setText } from "../lib/dom.js";
import { formatBytes, formatCount, formatTime } from "../lib/format.js";
import { headersTable, PayloadView } from "./payload-view.js";

export class MessageDetail {
  #box;
  #title;
  #facts;
  #headers;
  #payload = new PayloadView("Payload of the selected message");

  /**
   * @param {HTMLElement} box filled from the page's template
   * @param {() => void} closed
   */
  constructor(box, closed) {
    this.#box = box;
    this.#title = find(box, ".detail-title", HTMLElement);
    this.#facts = find(box, ".detail-facts", HTMLElement);
    this.#headers = find(box, ".detail-headers", HTMLElement);
    box.append(this.#payload.element);
    const close = () => {
      this.hide();
      closed();
    };
    find(box, ".detail-close", HTMLButtonElement).addEventListener("click", close);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  /** @param {import("./store.js").StoredMessage} stored */
  show({ seq, time, message }) {
    setText(this.#title, message.subject);
    this.#facts.replaceChildren(
      ...fact("Number", formatCount(seq)),
      ...fact("Time", formatTime(time, true)),
      ...fact("Size", formatBytes(message.data.length)),
      ...(message.reply ? fact("Reply", message.reply) : []),
    );
    const table = headersTable(message.headers);
    this.#headers.replaceChildren(...(table ? [table] : []));
    this.#payload.show(message.data);
    this.#box.hidden = false;
  }

  hide() {
    this.#box.hidden = true;
  }
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return [element("dt", "", name), element("dd", "mono", value)];
}
