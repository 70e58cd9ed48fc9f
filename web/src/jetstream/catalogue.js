// @ts-check
/**
 * A page of JetStream: what there is on the left, the chosen one in full beside it. The list is asked for again while the
 * page is in sight. What is listed, and how one of it is shown, each page says for itself.
 */
import { report } from "../compose/composer.js";
import { byId, find, fromTemplate, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatCount, formatTime, nounFor } from "../lib/format.js";
import { CatalogueList } from "./catalogue-list.js";
import { describeSituation } from "./situation.js";

/**
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 * @typedef {{ name: string, facts: string, tag?: string }} Entry what the list says of one
 */

/**
 * @template T
 * @typedef {object} Page
 * @property {import("../shell/views.js").View} view
 * @property {string} heading
 * @property {string} noun
 * @property {string} none what is said where there is nothing
 * @property {(client: NatsConnection) => Promise<T[]>} list
 * @property {(item: T) => Entry} entry
 * @property {(client: NatsConnection, made: (name: string) => void) => void} create opens the form for a new one
 * @property {Detail<T>} detail
 */

/**
 * How the chosen one is shown.
 *
 * @template T
 * @typedef {object} Detail
 * @property {HTMLElement} element
 * @property {(item: T, client: NatsConnection, refresh: () => Promise<void>) => void} open
 * @property {(item: T) => void} update what the last list said of it
 * @property {() => void} close
 */

/** @template T */
export class Catalogue {
  #connection;
  #views;
  #page;
  #root = fromTemplate("catalogue-template");
  #result = find(this.#root, ".result", HTMLElement);
  #refresh = find(this.#root, ".catalogue-refresh", HTMLButtonElement);
  #new = find(this.#root, ".catalogue-new", HTMLButtonElement);
  #regularly = find(this.#root, ".catalogue-regularly", HTMLInputElement);
  #list;
  /** @type {Map<string, T>} */
  #items = new Map();
  #chosen = "";
  #opened = "";
  /** @type {NatsConnection | null} whose list is shown */
  #client = null;
  #answered = false;
  /** @type {unknown} */
  #error = null;
  /** @type {Promise<void> | null} */
  #asking = null;

  /**
   * @param {import("../connection/connection.js").Connection} connection
   * @param {import("../shell/views.js").Views} views
   * @param {Page<T>} page
   */
  constructor(connection, views, page) {
    this.#connection = connection;
    this.#views = views;
    this.#page = page;
    this.#list = new CatalogueList(find(this.#root, ".catalogue-list", HTMLUListElement), page.heading, (name) =>
      this.#choose(name),
    );
    this.#root.id = `${page.view}-page`;
    find(this.#root, "h2", HTMLElement).textContent = page.heading;
    find(this.#root, ".catalogue-new span", HTMLElement).textContent = `New ${page.noun}…`;
    find(this.#root, ".catalogue-detail", HTMLElement).append(page.detail.element);
    byId("jetstream", HTMLElement).append(this.#root);
    this.#refresh.addEventListener("click", () => this.ask());
    this.#new.addEventListener("click", () => this.create());
    connection.addEventListener("state", () => this.#follow());
    views.addEventListener("change", () => this.#visible && this.ask());
    setInterval(() => this.#regularly.checked && this.#visible && this.ask(), PERIOD);
    this.#follow();
    this.#draw();
  }

  /** Opens the form for a new one, if there is a connection. */
  create() {
    if (!this.#client) return;
    this.#page.create(this.#client, async (name) => {
      this.#chosen = name;
      await this.#askAgain();
      this.#list.focus();
    });
  }

  /** Asks what there is, unless that is under way, and shows it. */
  ask() {
    if (this.#connection.state !== "connected" || !this.#client) return Promise.resolve();
    this.#asking ??= this.#ask(this.#client).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Whether the page is the one in sight. */
  get isShown() {
    return this.#views.current === this.#page.view;
  }

  get #visible() {
    return this.isShown && document.visibilityState === "visible";
  }

  /** Asks after a change: what is under way may not know of it. */
  async #askAgain() {
    await this.#asking;
    await this.ask();
  }

  /** @param {NatsConnection} client */
  async #ask(client) {
    try {
      const items = await this.#page.list(client);
      if (client !== this.#client) return;
      this.#items = new Map(items.map((item) => [this.#page.entry(item).name, item]));
      this.#answered = true;
      this.#error = null;
      const count = `${formatCount(items.length)} ${nounFor(items.length, this.#page.noun)}`;
      report(this.#result, `${count} at ${formatTime(Date.now())}`);
    } catch (error) {
      if (client !== this.#client) return;
      this.#error = error;
      report(this.#result, this.#items.size > 0 ? describeError(error) : "", true);
    }
    this.#draw();
  }

  #follow() {
    const { client, state } = this.#connection;
    if (client !== this.#client) {
      this.#client = client;
      this.#items = new Map();
      this.#answered = false;
      this.#error = null;
      report(this.#result, "");
      this.#draw();
    }
    this.#refresh.disabled = state !== "connected";
    this.#new.disabled = state !== "connected";
    if (state === "reconnecting") report(this.#result, "Waiting for the server to come back…");
    if (state === "connected" && this.#visible) this.ask();
  }

  #draw() {
    const entries = [...this.#items.values()].map((item) => this.#page.entry(item));
    if (!this.#items.has(this.#chosen)) this.#chosen = entries[0]?.name ?? "";
    find(this.#root, ".catalogue-split", HTMLElement).hidden = entries.length === 0;
    find(this.#root, ".placeholder", HTMLElement).hidden = entries.length > 0;
    const { none, noun } = this.#page;
    const situation = { noun: nounFor(0, noun), none, answered: this.#answered, error: this.#error };
    const text = describeSituation({ connected: this.#client !== null, ...situation });
    setText(find(this.#root, ".placeholder p", HTMLElement), text);
    this.#list.draw(entries, this.#chosen);
    this.#drawDetail();
  }

  /** @param {string} name */
  #choose(name) {
    this.#chosen = name;
    this.#draw();
  }

  #drawDetail() {
    const item = this.#items.get(this.#chosen);
    const { detail } = this.#page;
    const opened = item ? this.#chosen : "";
    if (this.#opened !== opened && this.#opened !== "") detail.close();
    if (item && this.#client) {
      if (this.#opened === opened) detail.update(item);
      else detail.open(item, this.#client, () => this.#askAgain());
    }
    this.#opened = opened;
  }
}

/** From one request to the next while the page is in sight, in milliseconds. */
const PERIOD = 3000;
