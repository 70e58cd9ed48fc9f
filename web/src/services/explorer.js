// @ts-check
/** The services view: which services there are, and what one of them offers. It asks again while it is in sight. */
import { report } from "../compose/composer.js";
import { byId, element, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatCount, formatTime, nounFor } from "../lib/format.js";
import { serviceDetail } from "./detail.js";
import { servicesOf } from "./model.js";
import { survey } from "./survey.js";

export class ServiceExplorer {
  #connection;
  #visible;
  #request;
  #list = byId("service-list", HTMLUListElement);
  #detail = byId("service-detail", HTMLElement);
  #result = byId("services-result", HTMLElement);
  #refresh = byId("services-refresh", HTMLButtonElement);
  #regularly = byId("services-regularly", HTMLInputElement);
  /** @type {import("./model.js").Service[]} */
  #services = [];
  #chosen = "";
  /** @type {import("./model.js").Survey | null} */
  #last = null;
  #asking = false;

  /**
   * @param {import("../connection/connection.js").Connection} connection
   * @param {() => boolean} visible whether the view is in sight
   * @param {(subject: string) => void} request begins a request to an endpoint
   */
  constructor(connection, visible, request) {
    this.#connection = connection;
    this.#visible = visible;
    this.#request = request;
    this.#refresh.addEventListener("click", () => this.ask());
    connection.addEventListener("state", () => this.#follow());
    setInterval(() => this.#regularly.checked && this.#isDue() && this.ask(), PERIOD);
    this.#draw();
  }

  /** Asks all services, unless that is under way, and shows what they say. */
  async ask() {
    const { client, state } = this.#connection;
    if (this.#asking || !client || state !== "connected") return;
    this.#asking = true;
    if (this.#last === null) report(this.#result, "Asking…");
    try {
      const found = await survey(client);
      if (client !== this.#connection.client) return;
      this.#services = servicesOf(found, this.#last);
      this.#last = found;
      report(this.#result, this.#summary());
      this.#draw();
    } catch (error) {
      report(this.#result, describeError(error, { subject: "$SRV.>" }), true);
    } finally {
      this.#asking = false;
    }
  }

  #isDue() {
    return this.#visible() && document.visibilityState === "visible";
  }

  #follow() {
    const open = this.#connection.client !== null;
    this.#refresh.disabled = !open;
    if (!open) {
      this.#last = null;
      this.#services = [];
      report(this.#result, "");
      this.#draw();
    } else if (this.#visible()) {
      this.ask();
    }
  }

  #summary() {
    const instances = this.#services.reduce((sum, service) => sum + service.instances.length, 0);
    if (instances === 0) return `Nobody answered at ${formatTime(Date.now())}`;
    return `${plural(this.#services.length, "service")}, ${plural(instances, "instance")} at ${formatTime(Date.now())}`;
  }

  #draw() {
    const empty = byId("services-empty", HTMLElement);
    empty.hidden = this.#services.length > 0;
    byId("services-split", HTMLElement).hidden = this.#services.length === 0;
    const connected = this.#connection.client !== null;
    setText(
      byId("services-empty-text", HTMLElement),
      !connected
        ? "Connect to see the services that answer on $SRV."
        : this.#last
          ? "No service answers on $SRV. Services that follow the NATS service protocol appear here by themselves."
          : "Asking for services…",
    );
    if (!this.#services.some(({ name }) => name === this.#chosen)) this.#chosen = this.#services[0]?.name ?? "";
    this.#drawList();
    this.#drawDetail();
  }

  #drawList() {
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(
      ...this.#services.map((service) =>
        serviceItem(service, service.name === this.#chosen, () => this.#choose(service.name)),
      ),
    );
    if (focused) this.#chosenButton()?.focus();
  }

  /** @param {string} name */
  #choose(name) {
    this.#chosen = name;
    this.#drawList();
    this.#drawDetail();
    this.#chosenButton()?.focus();
  }

  #chosenButton() {
    const button = this.#list.querySelector("[aria-current]");
    return button instanceof HTMLElement ? button : null;
  }

  #drawDetail() {
    const service = this.#services.find(({ name }) => name === this.#chosen);
    // Drawn anew with every survey: what is focused and how far it is scrolled must not be lost by that.
    const active = this.#detail.contains(document.activeElement) ? document.activeElement?.id : "";
    this.#detail.replaceChildren(...(service ? serviceDetail(service, this.#request) : []));
    if (active) document.getElementById(active)?.focus();
  }
}

/** @param {import("./model.js").Service} service @param {boolean} chosen @param {() => void} choose */
function serviceItem(service, chosen, choose) {
  const requests = service.endpoints.reduce((sum, endpoint) => sum + endpoint.requests, 0);
  const errors = service.endpoints.reduce((sum, endpoint) => sum + endpoint.errors, 0);
  const button = element(
    "button",
    "service",
    element("span", "service-name", service.name),
    element("span", "service-version mono", service.versions.join(", ")),
    element(
      "span",
      "service-facts muted",
      `${plural(service.instances.length, "instance")} · ${plural(requests, "request")}`,
      ...(errors > 0 ? [" · ", element("span", "failed", plural(errors, "error"))] : []),
    ),
  );
  button.type = "button";
  if (chosen) button.setAttribute("aria-current", "true");
  button.addEventListener("click", choose);
  return element("li", "", button);
}

/** @param {number} count @param {string} noun */
function plural(count, noun) {
  return `${formatCount(count)} ${nounFor(count, noun)}`;
}

/** From an answer to the next question while the view is in sight, in milliseconds. */
const PERIOD = 3000;
