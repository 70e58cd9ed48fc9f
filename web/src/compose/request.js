// @ts-check
/** Requests, with their answers and how long these took. */

import { byId, element } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatDuration, formatTime } from "../lib/format.js";
import { headersTable, PayloadView } from "../messages/payload-view.js";
import { enableWhileOpen, parseHeaders, report, sendByKey } from "./composer.js";

/** @param {import("../connection/connection.js").Connection} connection */
export function startRequest(connection) {
  const form = byId("request-form", HTMLFormElement);
  const result = byId("request-result", HTMLElement);
  const answers = byId("request-answers", HTMLOListElement);

  enableWhileOpen(connection, byId("request", HTMLButtonElement));
  sendByKey(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { client } = connection;
    if (!client) return;
    const subject = byId("request-subject", HTMLInputElement).value.trim();
    const timeout = byId("request-timeout", HTMLInputElement).valueAsNumber || DEFAULT_TIMEOUT;
    const start = performance.now();
    try {
      const headers = parseHeaders(byId("request-headers", HTMLTextAreaElement).value);
      report(result, `Waiting for an answer on ${subject}…`);
      const payload = new TextEncoder().encode(byId("request-payload", HTMLTextAreaElement).value);
      const answer = await client.request(subject, payload, { timeout, ...(headers ? { headers } : {}) });
      const latency = performance.now() - start;
      report(result, `Answered in ${formatDuration(latency)}`);
      showAnswer(answers, subject, answer, latency);
    } catch (error) {
      report(result, describeError(error, { subject, timeout }), true);
    }
  });
}

/**
 * Puts an answer on top of the list, open; the earlier ones fold up.
 *
 * @param {HTMLOListElement} list
 * @param {string} subject
 * @param {import("../messages/store.js").Message} answer
 * @param {number} latency milliseconds
 */
function showAnswer(list, subject, answer, latency) {
  for (const earlier of list.querySelectorAll("details")) earlier.open = false;
  const payload = new PayloadView(`Answer from ${subject}`);
  payload.show(answer.data);
  const headers = headersTable(answer.headers);
  const summary = element(
    "summary",
    "",
    element("span", "mono answer-subject", subject),
    element("span", "answer-latency", formatDuration(latency)),
    element("span", "muted", `${formatBytes(answer.data.length)} · ${formatTime(Date.now())}`),
  );
  const details = element("details", "answer", summary, ...(headers ? [headers] : []), payload.element);
  details.open = true;
  list.prepend(element("li", "", details));
  while (list.childElementCount > KEPT_ANSWERS) list.lastElementChild?.remove();
}

const DEFAULT_TIMEOUT = 2000;
const KEPT_ANSWERS = 10;
