// @ts-check
/** The subscriptions of the page, side by side. They outlive a connection and are made anew on the next one. */

import { enableWhileOpen, report } from "../compose/composer.js";
import { byId } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { SubscriptionPanel } from "./panel.js";

/** @param {import("../connection/connection.js").Connection} connection */
export function startSubscriptions(connection) {
  const form = byId("subscribe-form", HTMLFormElement);
  const subject = byId("subscribe-subject", HTMLInputElement);
  const queue = byId("subscribe-queue", HTMLInputElement);
  const result = byId("subscribe-result", HTMLElement);
  const container = byId("subscriptions", HTMLElement);
  const empty = byId("subscriptions-empty", HTMLElement);
  /** @type {Set<SubscriptionPanel>} */
  const panels = new Set();
  /** @type {import("../connection/connection.js").NatsConnection | null} */
  let client = null;

  const remove = (/** @type {SubscriptionPanel} */ panel) => {
    panels.delete(panel);
    panel.element.remove();
    empty.hidden = panels.size > 0;
    subject.focus();
  };

  enableWhileOpen(connection, byId("subscribe", HTMLButtonElement));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!client) return;
    const wanted = { subject: subject.value.trim(), queue: queue.value.trim() };
    const panel = new SubscriptionPanel(wanted, remove);
    try {
      panel.attach(client);
    } catch (error) {
      return report(result, describeError(error, { subject: wanted.subject }), true);
    }
    report(result, "");
    panels.add(panel);
    container.append(panel.element);
    panel.element.scrollIntoView({ block: "nearest" });
    empty.hidden = true;
    subject.select();
  });

  connection.addEventListener("state", () => {
    if (connection.client === client) return;
    client = connection.client;
    for (const panel of panels) {
      if (client) panel.attach(client);
      else panel.detach();
    }
  });

  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    for (const panel of panels) panel.tick((now - last) / 1000);
    last = now;
  }, RATE_PERIOD);
}

/** How often the rates are counted, in milliseconds. */
const RATE_PERIOD = 1000;
