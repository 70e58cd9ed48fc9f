// @ts-check
/** What the publish and the request form have in common: headers from lines, sending by key, one line of feedback. */
import { headers as newHeaders } from "nats-web";

/**
 * NATS headers from text with one `Name: value` on each line. A name may come more than once.
 *
 * @param {string} text
 * @returns {import("nats-web").MsgHdrs | undefined} `undefined` where there are none
 * @throws {Error} naming the line that is no header, or what the client says of a bad name or value
 */
export function parseHeaders(text) {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.every((line) => line === "")) return undefined;
  const made = newHeaders();
  lines.forEach((line, index) => {
    if (line === "") return;
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`Line ${index + 1} of the headers is not of the form “Name: value”.`);
    made.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  });
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
