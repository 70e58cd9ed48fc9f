// @ts-check
/** One bucket in full: its keys, which one watch keeps up to date, and the chosen one beside them. */
import { managerOf } from "../jetstream/manager.js";
import { element, icon, pushButton, revealBelow } from "../lib/dom.js";
import { describeError, refusalNumber } from "../lib/errors.js";
import { openForm } from "../lib/form-dialog.js";
import { plainDirection } from "../lib/format.js";
import { facts } from "../lib/table.js";
import { KeyList } from "./key-list.js";
import { KeyPane } from "./key-pane.js";
import { KeyTable } from "./keys.js";
import { bucketFacts } from "./model.js";
import { openBucket, watchKeys } from "./watch.js";

/**
 * @typedef {import("nats-web").KvStatus} KvStatus
 * @typedef {import("nats-web").KV} KV
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 * @typedef {import("../jetstream/catalogue.js").Detail<KvStatus>} Detail
 */

/** @implements {Detail} */
export class BucketDetail {
  element = element("article", "bucket");
  #title = element("h3");
  #facts = element("dl", "facts");
  #failure = element("p", "callout");
  #list = new KeyList((key) => this.#choose(key));
  #pane = new KeyPane(() => this.#list.focus());
  #table = new KeyTable();
  #chosen = "";
  /** @type {KvStatus | null} */
  #status = null;
  /** @type {NatsConnection | null} */
  #client = null;
  /** @type {KV | null} */
  #kv = null;
  #refresh = async () => {};
  /** Ends the watch. */
  #stop = () => {};

  constructor() {
    const create = pushButton("small", () => this.#askKey(), icon("plus"), "New key…");
    const remove = pushButton("small", () => this.#askDelete(), icon("trash"), "Delete bucket…");
    const buttons = element("div", "detail-buttons", create, remove);
    this.#failure.setAttribute("role", "alert");
    this.element.append(
      element("header", "service-head", this.#title, element("span", "spacer"), buttons),
      this.#failure,
      this.#facts,
      element("div", "key-split", this.#list.element, this.#pane.element),
    );
  }

  /** @param {KvStatus} status @param {NatsConnection} client @param {() => Promise<void>} refresh */
  open(status, client, refresh) {
    this.#client = client;
    this.#refresh = refresh;
    this.#title.textContent = plainDirection(status.bucket);
    this.#table = new KeyTable();
    this.#list.open(this.#table);
    this.#fail("");
    this.update(status);
    this.#watch(status, client, this.#table);
  }

  /** @param {KvStatus} status */
  update(status) {
    this.#status = status;
    this.#facts.replaceChildren(...facts(bucketFacts(status).map(([name, text]) => [name, plainDirection(text)])));
  }

  close() {
    this.#stop();
    this.#stop = () => {};
    this.#kv = null;
    this.#chosen = "";
    this.#list.open(null);
    this.#pane.hide();
  }

  /** @param {KvStatus} status @param {NatsConnection} client @param {KeyTable} table */
  async #watch(status, client, table) {
    try {
      const kv = await openBucket(client, status);
      if (table !== this.#table || client !== this.#client) return;
      this.#kv = kv;
      const told = (/** @type {import("./keys.js").Entry} */ entry) => {
        if (!table.apply(entry)) return;
        this.#list.draw();
        if (entry.key === this.#chosen) this.#pane.changed(entry.revision);
      };
      const watch = watchKeys(kv, status, told, () => table === this.#table && this.#list.ready());
      this.#stop = watch.stop;
      await watch.ended;
    } catch (error) {
      if (table === this.#table && this.#kv !== null)
        this.#fail(`The keys are not up to date. ${describeError(error)}`);
    }
  }

  /** @param {string} key */
  #choose(key) {
    if (!this.#kv || key === this.#chosen) return;
    const kv = this.#kv;
    const leave = () => {
      this.#chosen = key;
      this.#list.choose(key);
      this.#pane.show(kv, key);
      revealBelow(this.#list.element, this.#pane.element);
    };
    if (!this.#pane.isEditing) return leave();
    const title = `Leave the edit of ${this.#chosen}?`;
    openForm({ title, text: "What you typed is not stored.", action: "Leave it", danger: true }, [], leave);
  }

  #askKey() {
    const kv = this.#kv;
    if (!kv) return;
    /** @type {import("../lib/form-dialog.js").Field[]} */
    const fields = [
      { name: "key", label: "Key", required: true, placeholder: "city.zurich" },
      { name: "value", label: "Value", kind: "lines" },
    ];
    openForm({ title: "New key", action: "Create" }, fields, async ({ key, value }) => {
      const name = key.trim();
      const bytes = new TextEncoder().encode(value.replaceAll("\r\n", "\n"));
      const revision = await kv.create(name, bytes).catch((error) => {
        if (refusalNumber(error) === WRONG_LAST_SEQUENCE) throw new Error(`The key ${name} has a value already`);
        throw error;
      });
      /** @type {import("./keys.js").Entry} */
      const entry = { key: name, value: bytes, revision, operation: "PUT", length: bytes.length, created: new Date() };
      // What the watch will tell of, too: the key is there to be chosen at once.
      this.#table.apply(entry);
      this.#list.draw();
      this.#choose(name);
    });
  }

  #askDelete() {
    const [client, status] = [this.#client, this.#status];
    if (!client || !status) return;
    const { bucket, streamInfo } = status;
    const text = `${bucket} goes with all its keys and their history, for good.`;
    openForm(
      { title: `Delete the bucket ${bucket}?`, text, action: `Delete ${bucket}`, danger: true },
      [],
      async () => {
        const { streams } = await managerOf(client);
        this.#stop();
        await streams.delete(streamInfo.config.name);
        await this.#refresh();
      },
    );
  }

  /** @param {string} text */
  #fail(text) {
    this.#failure.textContent = text;
    this.#failure.hidden = text === "";
  }
}

/** The server's number for a key that has a value where none was expected. */
const WRONG_LAST_SEQUENCE = 10071;
