// @ts-check
/** What the publish and the request form have in common: headers, sending by key, one line of feedback, their tabs. */
import { headers as newHeaders } from "nats-web";
import { byId } from "../lib/dom.js";
import { headerLines } from "./header-lines.js";

/**
 * NATS headers from text with one `Name: value` on each line.
 *
 * @param {string} text
 * @returns {import("nats-web").MsgHdrs | undefined} `undefined` where there are none
 * @throws {Error} naming the line that is no header, or what the client says of a bad name or value
 */
export function parseHeaders(text) {
  const lines = headerLines(text);
  if (lines.length === 0) return undefined;
  const made = newHeaders();
  for (const [name, value] of lines) made.append(name, value);
  return made;
}

/**
 * Lets Ctrl+Enter (or ⌘+Enter) in a text area send its form.
 *
 * @param {HTMLFormElement} form
 */
export function sendByKey(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(event.target instanceof HTMLTextAreaElement))
      return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/**
 * Writes one line of feedback, marked as an error or not.
 *
 * @param {HTMLElement} line
 * @param {string} text
 * @param {boolean} [failed]
 */
export function report(line, text, failed = false) {
  line.textContent = text;
  line.classList.toggle("failed", failed);
}

/**
 * Keeps the button of a form usable only while there is a client to send with.
 *
 * @param {import("../connection/connection.js").Connection} connection
 * @param {HTMLButtonElement} button
 */
export function enableWhileOpen(connection, button) {
  const update = () => {
    button.disabled = connection.client === null;
  };
  connection.addEventListener("state", update);
  update();
}

/** The two tabs of the composer: arrows walk, as tabs do everywhere. */
export class ComposerTabs {
  #tabs = ["publish", "request"].map((name) => ({
    name,
    tab: byId(`tab-${name}`, HTMLButtonElement),
    panel: byId(`${name}-panel`, HTMLElement),
  }));

  constructor() {
    for (const { name, tab } of this.#tabs) {
      tab.addEventListener("click", () => this.show(name));
      tab.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        const other = this.#tabs.find((entry) => entry.name !== name);
        if (!other) return;
        this.show(other.name);
        other.tab.focus();
      });
    }
  }

  /** @param {string} name `publish` or `request` */
  show(name) {
    for (const { name: each, tab, panel } of this.#tabs) {
      const chosen = each === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
    }
  }
}
