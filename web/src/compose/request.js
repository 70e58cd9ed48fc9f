// @ts-check
/** Requests, with their answers and how long these took. */

import { byId } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatCount, formatDuration } from "../lib/format.js";
import { AnswerList } from "./answers.js";
import { enableWhileOpen, parseHeaders, report, sendByKey } from "./composer.js";
import { gather } from "./gather.js";
import { describeLatencies } from "./latency.js";

/**
 * @typedef {object} Wanted
 * @property {string} subject
 * @property {Uint8Array} payload
 * @property {import("nats-web").MsgHdrs | undefined} headers
 * @property {number} timeout milliseconds
 * @property {number} times
 * @property {boolean} all whether every answer is wanted, not only the first
 */

/** @param {import("../connection/connection.js").Connection} connection @param {string} subject to begin with */
export function startRequest(connection, subject) {
  const form = byId("request-form", HTMLFormElement);
  const button = byId("request", HTMLButtonElement);
  const result = byId("request-result", HTMLElement);
  const answers = new AnswerList(byId("request-answers", HTMLOListElement));
  const collect = byId("request-collect", HTMLSelectElement);
  const times = byId("request-times", HTMLInputElement);
  /** @type {AbortController | null} */
  let running = null;

  byId("request-subject", HTMLInputElement).value = subject;
  enableWhileOpen(connection, button);
  sendByKey(form);
  collect.addEventListener("change", () => {
    times.disabled = collect.value === "all";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { client } = connection;
    if (running) return running.abort();
    if (!client) return;
    /** @type {{ subject?: string, timeout?: number }} */
    let about = {};
    try {
      const wanted = readForm();
      about = { subject: wanted.subject, timeout: wanted.timeout };
      running = new AbortController();
      if (wanted.times > 1) button.textContent = "Stop";
      report(
        result,
        connection.state === "connected" ? "Waiting for an answer…" : "Waiting for the server to come back…",
      );
      const sentence = wanted.all
        ? await askAll(client, wanted, answers)
        : await askOften(client, wanted, answers, running.signal, (text) => report(result, text));
      report(result, sentence, sentence === NOBODY);
    } catch (error) {
      report(result, describeError(error, about), true);
    } finally {
      running = null;
      button.textContent = "Request";
    }
  });
}

/** @returns {Wanted} */
function readForm() {
  const all = byId("request-collect", HTMLSelectElement).value === "all";
  return {
    subject: byId("request-subject", HTMLInputElement).value.trim(),
    payload: new TextEncoder().encode(byId("request-payload", HTMLTextAreaElement).value),
    headers: parseHeaders(byId("request-headers", HTMLTextAreaElement).value),
    timeout: byId("request-timeout", HTMLInputElement).valueAsNumber || DEFAULT_TIMEOUT,
    times: all ? 1 : byId("request-times", HTMLInputElement).valueAsNumber || 1,
    all,
  };
}

/**
 * One request after the other. The last answer is shown.
 *
 * @param {import("../connection/connection.js").NatsConnection} client
 * @param {Wanted} wanted
 * @param {AnswerList} answers
 * @param {AbortSignal} stop
 * @param {(text: string) => void} progress
 */
async function askOften(client, { subject, payload, headers, timeout, times }, answers, stop, progress) {
  /** @type {number[]} */
  const samples = [];
  let reported = performance.now();
  /** @type {import("nats-web").Msg | undefined} */
  let answer;
  while (samples.length < times && !stop.aborted) {
    const start = performance.now();
    try {
      answer = await client.request(subject, payload, { timeout, ...(headers ? { headers } : {}) });
    } catch (error) {
      if (samples.length === 0) throw error;
      throw new Error(`${describeError(error, { subject, timeout })} Before that: ${describeLatencies(samples)}.`);
    }
    const now = performance.now();
    samples.push(now - start);
    if (now - reported > PROGRESS_PERIOD) {
      reported = now;
      progress(`${formatCount(samples.length)} of ${formatCount(times)} answered…`);
    }
  }
  if (answer) answers.add(subject, answer, samples[samples.length - 1]);
  return describeLatencies(samples);
}

/**
 * One request, and every answer until the time is over.
 *
 * @param {import("../connection/connection.js").NatsConnection} client
 * @param {Wanted} wanted
 * @param {AnswerList} answers
 */
async function askAll(client, { subject, payload, headers, timeout }, answers) {
  /** @type {number[]} */
  const samples = [];
  await gather(client, subject, { payload, headers, within: timeout }, (answer, milliseconds) => {
    samples.push(milliseconds);
    answers.add(subject, answer, milliseconds);
  });
  if (samples.length === 0) return NOBODY;
  const last = formatDuration(samples[samples.length - 1]);
  return samples.length === 1
    ? `1 answer, after ${last}`
    : `${formatCount(samples.length)} answers, the last after ${last}`;
}

const NOBODY = "Nobody answered.";
const DEFAULT_TIMEOUT = 2000;
const PROGRESS_PERIOD = 250;
