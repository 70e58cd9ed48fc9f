// @ts-check
/** Publishing: one message, or many at a pace. */

import { byId } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatCount, formatRate, payloadText } from "../lib/format.js";
import { enableWhileOpen, parseHeaders, report, sendByKey } from "./composer.js";

/**
 * @typedef {object} Burst
 * @property {string} subject
 * @property {string} payload `{{Count}}` in it becomes the number of the message, from 1
 * @property {import("nats-web").PublishOptions} options
 * @property {number} times
 * @property {number} perSecond 0 for as fast as the connection takes them
 */

/**
 * Writes a message into the form, to be changed and published.
 *
 * @param {import("../messages/ring.js").Message} message with a payload that is text
 */
export function fillPublish({ subject, data, headers }) {
  const lines = [...(headers ?? [])].flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  byId("publish-subject", HTMLInputElement).value = subject;
  byId("publish-payload", HTMLTextAreaElement).value = payloadText(data) ?? "";
  byId("publish-headers", HTMLTextAreaElement).value = lines.join("\n");
  byId("publish-reply", HTMLInputElement).value = "";
  if (lines.length > 0) byId("publish-more", HTMLDetailsElement).open = true;
}

/** @param {import("../connection/connection.js").Connection} connection */
export function startPublish(connection) {
  const form = byId("publish-form", HTMLFormElement);
  const button = byId("publish", HTMLButtonElement);
  const result = byId("publish-result", HTMLElement);
  /** @type {Publisher | null} */
  let running = null;

  enableWhileOpen(connection, button);
  sendByKey(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { client } = connection;
    if (running) return running.stop();
    if (!client) return;
    try {
      const burst = readBurst();
      const denials = connection.denials("publish", burst.subject);
      running = new Publisher(client, burst);
      report(result, connection.state === "connected" ? "Publishing…" : "Waiting for the server to come back…");
      if (burst.times > 1) button.textContent = "Stop";
      const sent = await running.run((count) =>
        report(result, `Published ${formatCount(count)} of ${formatCount(burst.times)}…`),
      );
      await nextTask(); // By then the connection has told of what the server refused before its last answer.
      const denied = connection.denials("publish", burst.subject) > denials;
      report(
        result,
        denied ? `The server does not permit publishing to ${burst.subject}.` : summary(sent, burst),
        denied,
      );
    } catch (error) {
      report(result, describeError(error, { subject: byId("publish-subject", HTMLInputElement).value }), true);
    } finally {
      running = null;
      button.textContent = "Publish";
    }
  });
}

/** @returns {Burst} */
function readBurst() {
  const reply = byId("publish-reply", HTMLInputElement).value.trim();
  const headers = parseHeaders(byId("publish-headers", HTMLTextAreaElement).value);
  return {
    subject: byId("publish-subject", HTMLInputElement).value.trim(),
    payload: byId("publish-payload", HTMLTextAreaElement).value,
    options: { ...(reply ? { reply } : {}), ...(headers ? { headers } : {}) },
    times: byId("publish-times", HTMLInputElement).valueAsNumber || 1,
    perSecond: byId("publish-rate", HTMLInputElement).valueAsNumber || 0,
  };
}

/** One burst under way. It never holds the page for long, and never runs ahead of what the server has taken. */
class Publisher {
  #client;
  #burst;
  #stopped = false;
  /** @type {(count: number) => Uint8Array} */
  #payload;

  /** @param {import("../connection/connection.js").NatsConnection} client @param {Burst} burst */
  constructor(client, burst) {
    this.#client = client;
    this.#burst = burst;
    const encoder = new TextEncoder();
    const fixed = encoder.encode(burst.payload);
    this.#payload = burst.payload.includes(COUNT_MARK)
      ? (count) => encoder.encode(burst.payload.replaceAll(COUNT_MARK, String(count)))
      : () => fixed;
  }

  stop() {
    this.#stopped = true;
  }

  /**
   * @param {(count: number) => void} progress told now and then how many have been published
   * @returns {Promise<{ count: number, bytes: number, seconds: number }>} once the server has taken them all, or after `stop()`
   */
  async run(progress) {
    const { subject, options, times, perSecond } = this.#burst;
    const start = performance.now();
    let count = 0;
    let bytes = 0;
    while (count < times && !this.#stopped) {
      const due =
        perSecond > 0 ? Math.min(times, Math.floor(((performance.now() - start) * perSecond) / 1000) + 1) : times;
      const slice = performance.now() + SLICE;
      const full = bytes + SLICE_BYTES;
      while (count < due && bytes < full && performance.now() < slice) {
        const until = Math.min(due, count + CLOCK_STRIDE);
        while (count < until && bytes < full) {
          const payload = this.#payload(count + 1);
          this.#client.publish(subject, payload, options);
          count += 1;
          bytes += payload.length;
        }
      }
      await this.#client.flush();
      if (count < times) progress(count);
      if (perSecond > 0 && count < times)
        await delay(Math.max(1, start + (count * 1000) / perSecond - performance.now()));
    }
    return { count, bytes, seconds: (performance.now() - start) / 1000 };
  }
}

/** @param {{ count: number, bytes: number, seconds: number }} sent @param {Burst} burst */
function summary(sent, burst) {
  if (burst.times === 1) return `Published ${formatBytes(sent.bytes)} to ${burst.subject}`;
  const rate = formatRate(sent.count / Math.max(sent.seconds, 0.001));
  const stopped = sent.count < burst.times ? ", then stopped" : "";
  return `Published ${formatCount(sent.count)} messages in ${sent.seconds.toFixed(2)} s (${rate}/s)${stopped}`;
}

function nextTask() {
  return delay(0);
}

/** @param {number} milliseconds */
function delay(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The longest stretch of publishing between two flushes, in milliseconds: half a frame. */
const SLICE = 8;
/** The most payload bytes between two flushes, well below what a client keeps while its server is away. */
const SLICE_BYTES = 1024 * 1024;
/** Messages published between two looks at the clock. */
const CLOCK_STRIDE = 64;
const COUNT_MARK = "{{Count}}";
