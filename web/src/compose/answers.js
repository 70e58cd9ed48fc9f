// @ts-check
/** The answers that requests got, newest first. */
import { element } from "../lib/dom.js";
import { formatBytes, formatDuration, formatTime } from "../lib/format.js";
import { headersTable, PayloadView } from "../messages/payload-view.js";

export class AnswerList {
  #list;

  /** @param {HTMLOListElement} list */
  constructor(list) {
    this.#list = list;
  }

  /**
   * Puts an answer on top of the list, open; the earlier ones fold up.
   *
   * @param {string} subject of the request
   * @param {import("nats-web").Msg} answer
   * @param {number} latency milliseconds
   */
  add(subject, answer, latency) {
    for (const earlier of this.#list.querySelectorAll("details")) earlier.open = false;
    const payload = new PayloadView(`Answer from ${subject}`);
    payload.show(answer.data);
    const headers = headersTable(answer.headers);
    const error = answer.headers?.get("Nats-Service-Error");
    const code = answer.headers?.get("Nats-Service-Error-Code");
    const summary = element(
      "summary",
      "",
      element("span", "mono answer-subject", subject),
      element("span", error ? "answer-latency failed" : "answer-latency", formatDuration(latency)),
      element("span", "answer-facts muted", `${formatBytes(answer.data.length)} · ${formatTime(Date.now())}`),
    );
    const details = element("details", "answer", summary);
    if (error)
      details.append(element("p", "failed", `The service reports an error: ${error}${code ? ` (${code})` : ""}`));
    details.append(...(headers ? [headers] : []), payload.element);
    details.open = true;
    this.#list.prepend(element("li", "", details));
    while (this.#list.childElementCount > KEPT) this.#list.lastElementChild?.remove();
  }
}

const KEPT = 20;
