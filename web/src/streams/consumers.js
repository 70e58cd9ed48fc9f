// @ts-check
/** The consumers of a stream: what each has still to do, and the chosen one below with what can be done to it. */
import { allOf, managerOf } from "../jetstream/manager.js";
import { element, icon, pushButton } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { openForm } from "../lib/form-dialog.js";
import { formatCount, plainDirection } from "../lib/format.js";
import { cell, facts, table } from "../lib/table.js";
import { CONSUMER_FIELDS, consumerConfig, consumerFacts } from "./consumer-model.js";
import { Puller } from "./puller.js";

/**
 * @typedef {import("./detail.js").Part} Part
 * @typedef {import("nats-web").StreamInfo} StreamInfo
 * @typedef {import("nats-web").ConsumerInfo} ConsumerInfo
 * @typedef {import("nats-web").ConsumerAPI} ConsumerAPI
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 */

/** @implements {Part} */
export class StreamConsumers {
  element = element("div", "consumers");
  #failure = element("p", "callout");
  #list = element("div");
  #pane = element("section", "consumer-pane");
  #title = element("h4");
  #facts = element("dl", "facts");
  #pause = pushButton("small", () => this.#togglePause(), "Pause");
  #puller = new Puller(() => this.#load());
  #stream = "";
  /** @type {NatsConnection | null} */
  #client = null;
  /** @type {ConsumerInfo[]} */
  #consumers = [];
  #chosen = "";
  /** What the table shows: it is drawn anew only when that changes. */
  #drawn = "";

  constructor() {
    this.#failure.setAttribute("role", "alert");
    this.#failure.hidden = true;
    const create = pushButton("small", () => this.#create(), icon("plus"), "New consumer…");
    const remove = pushButton("small", () => this.#askDelete(), icon("trash"), "Delete consumer…");
    const head = element("header", "service-head", this.#title, element("span", "spacer"), this.#pause, remove);
    this.#pane.setAttribute("aria-label", "Selected consumer");
    this.#pane.append(head, this.#facts, this.#puller.element);
    this.element.append(element("div", "actions", create), this.#failure, this.#list, this.#pane);
  }

  /** @param {StreamInfo} info @param {NatsConnection} client */
  open(info, client) {
    this.#client = client;
    this.#stream = info.config.name;
    this.#consumers = [];
    this.#drawn = "";
    this.#fail("");
    this.#list.replaceChildren(element("p", "muted", "Asking for the consumers…"));
    this.#choose("");
  }

  update() {
    this.#load();
  }

  close() {
    this.#client = null;
    this.#stream = "";
    this.#choose("");
  }

  async #load() {
    const [client, stream] = [this.#client, this.#stream];
    if (!client || !stream) return;
    try {
      const { consumers } = await managerOf(client);
      const list = await allOf(consumers.list(stream), ({ name }) => name);
      if (client !== this.#client || stream !== this.#stream) return;
      this.#consumers = list;
      this.#fail("");
      this.#draw();
    } catch (error) {
      if (stream === this.#stream) this.#fail(describeError(error));
    }
  }

  #draw() {
    const rows = this.#consumers.map((info) => consumerRow(info, info.name === this.#chosen));
    const drawn = JSON.stringify(rows);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#drawTable(rows);
    }
    const info = this.#info;
    this.#pane.hidden = info === undefined;
    if (!info) return this.#puller.open(null, null);
    this.#facts.replaceChildren(...facts(consumerFacts(info).map(([name, text]) => [name, plainDirection(text)])));
    this.#pause.replaceChildren(info.paused ? "Resume" : "Pause…");
    this.#puller.update(info);
  }

  /** @param {ReturnType<typeof consumerRow>[]} rows */
  #drawTable(rows) {
    if (rows.length === 0) return this.#list.replaceChildren(element("p", "muted", "There is no consumer."));
    const active = this.#list.contains(document.activeElement) ? document.activeElement?.id : "";
    const cells = rows.map(({ name, chosen, paused, counts }, index) => {
      const button = pushButton("small", () => this.#choose(name), plainDirection(name));
      button.id = `consumer-${index}`;
      button.setAttribute("aria-pressed", String(chosen));
      const mark = paused ? [" ", element("span", "tag warn", "paused")] : [];
      return [cell("", button, ...mark), ...counts.map((count) => cell("number", formatCount(count)))];
    });
    const heads = ["Name", "#Pending", "#Unacknowledged", "#Redelivered", "#Waiting pulls"];
    this.#list.replaceChildren(table("Consumers", heads, cells));
    if (active) document.getElementById(active)?.focus();
  }

  get #info() {
    return this.#consumers.find(({ name }) => name === this.#chosen);
  }

  /** @param {string} name */
  #choose(name) {
    this.#chosen = name;
    this.#title.textContent = plainDirection(name);
    this.#puller.open(this.#info ?? null, this.#client);
    this.#pane.hidden = this.#info === undefined;
    if (name) this.#draw();
  }

  /** @param {(consumers: ConsumerAPI, stream: string) => Promise<unknown>} change */
  async #change(change) {
    if (!this.#client) return;
    const { consumers } = await managerOf(this.#client);
    await change(consumers, this.#stream);
    await this.#load();
  }

  #create() {
    openForm({ title: `New consumer of ${this.#stream}`, action: "Create" }, CONSUMER_FIELDS, async (values) => {
      const config = consumerConfig(values);
      await this.#change((consumers, stream) => consumers.add(stream, config));
      this.#choose(config.durable_name ?? "");
    });
  }

  async #togglePause() {
    const info = this.#info;
    if (!info) return;
    if (!info.paused) return this.#askPause(info.name);
    try {
      await this.#change((consumers, stream) => consumers.resume(stream, info.name));
    } catch (error) {
      this.#fail(describeError(error));
    }
  }

  /** @param {string} name */
  #askPause(name) {
    /** @type {import("../lib/form-dialog.js").Field[]} */
    const fields = [{ name: "minutes", label: "For how many minutes", kind: "number", value: "60", required: true }];
    openForm({ title: `Pause the consumer ${name}`, action: "Pause" }, fields, ({ minutes }) => {
      const length = Number(minutes) * 60_000;
      if (!(length > 0)) throw new Error(`“${minutes}” is not a number of minutes`);
      return this.#change((consumers, stream) => consumers.pause(stream, name, new Date(Date.now() + length)));
    });
  }

  #askDelete() {
    const [name, stream] = [this.#chosen, this.#stream];
    const text = `${stream} forgets what ${name} has acknowledged.`;
    openForm({ title: `Delete the consumer ${name}?`, text, action: `Delete ${name}`, danger: true }, [], () =>
      this.#change((consumers) => consumers.delete(stream, name)),
    );
  }

  /** @param {string} text */
  #fail(text) {
    this.#failure.textContent = text;
    this.#failure.hidden = text === "";
  }
}

/** What the table says of a consumer. @param {ConsumerInfo} info @param {boolean} chosen */
function consumerRow(info, chosen) {
  const counts = [info.num_pending, info.num_ack_pending, info.num_redelivered, info.num_waiting];
  return { name: info.name, chosen, paused: info.paused === true, counts };
}
