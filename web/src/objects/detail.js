// @ts-check
/** One object store in full: files go in and come out, and a watch keeps the list of objects up to date. */
import { managerOf } from "../jetstream/manager.js";
import { element, icon, pushButton } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { openForm } from "../lib/form-dialog.js";
import { plainDirection } from "../lib/format.js";
import { beforePaint } from "../lib/frames.js";
import { facts } from "../lib/table.js";
import { downloadTarget } from "./download.js";
import { dropZone } from "./drop-zone.js";
import { ObjectTable, storeFacts } from "./model.js";
import { objectList } from "./object-list.js";
import { Transfer } from "./transfer.js";
import { TransferList } from "./transfer-list.js";

/**
 * @typedef {import("nats-web").ObjectStoreStatus} StoreStatus
 * @typedef {import("nats-web").ObjectStore} ObjectStore
 * @typedef {import("nats-web").ObjectInfo} ObjectInfo
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 * @typedef {import("../jetstream/catalogue.js").Detail<StoreStatus>} Detail
 */

/** @implements {Detail} */
export class StoreDetail {
  element = element("article", "objects");
  #title = element("h3");
  #facts = element("dl", "facts");
  #failure = element("p", "callout");
  #zone = dropZone((files) => this.#take(files));
  #transfers = new TransferList();
  #list = element("div");
  #table = new ObjectTable();
  #draw = beforePaint(() => this.#drawList(), DRAW_PERIOD);
  /** @type {StoreStatus | null} */
  #status = null;
  /** @type {ObjectStore | null} */
  #store = null;
  /** @type {NatsConnection | null} */
  #client = null;
  #refresh = async () => {};
  #stop = () => {};

  constructor() {
    const remove = pushButton("small", () => this.#askDeleteStore(), icon("trash"), "Delete store…");
    const head = element("header", "service-head", this.#title, element("span", "spacer"), remove);
    this.#failure.setAttribute("role", "alert");
    this.element.append(head, this.#failure, this.#facts, this.#zone, this.#transfers.element, this.#list);
  }

  /** @param {StoreStatus} status @param {NatsConnection} client @param {() => Promise<void>} refresh */
  open(status, client, refresh) {
    this.#client = client;
    this.#refresh = refresh;
    this.#title.textContent = plainDirection(status.bucket);
    this.#table = new ObjectTable();
    this.#list.replaceChildren(element("p", "muted", "Asking for the objects…"));
    this.#fail("");
    this.update(status);
    this.#watch(status.bucket, client, this.#table);
  }

  /** @param {StoreStatus} status */
  update(status) {
    this.#status = status;
    this.#zone.hidden = status.sealed;
    this.#facts.replaceChildren(...facts(storeFacts(status).map(([name, text]) => [name, plainDirection(text)])));
  }

  close() {
    this.#stop();
    this.#stop = () => {};
    this.#store = null;
    this.#table = new ObjectTable();
  }

  /** @param {string} bucket @param {NatsConnection} client @param {ObjectTable} table */
  async #watch(bucket, client, table) {
    const isCurrent = () => table === this.#table && client === this.#client;
    try {
      const manager = await managerOf(client);
      const store = await manager.jetstream().views.os(bucket);
      const watch = await store.watch({ includeHistory: true });
      if (!isCurrent()) return watch.stop();
      this.#store = store;
      this.#stop = () => watch.stop();
      for await (const info of watch) {
        if (info) table.apply(info);
        this.#draw();
      }
    } catch (error) {
      if (isCurrent()) this.#fail(`The list of objects is not up to date. ${describeError(error)}`);
    }
  }

  #drawList() {
    const active = this.#list.contains(document.activeElement) ? document.activeElement?.id : "";
    const sealed = this.#status?.sealed === true;
    this.#list.replaceChildren(
      ...objectList(this.#table.list(), sealed, {
        download: (info) => this.#download(info),
        remove: (info) => this.#askDelete(info),
      }),
    );
    if (active) document.getElementById(active)?.focus();
  }

  /** @param {File[]} files */
  #take(files) {
    const [store, table] = [this.#store, this.#table];
    if (!store || files.length === 0) return;
    const known = files.filter(({ name }) => table.has(name)).map(({ name }) => name);
    const put = () => {
      for (const file of files) this.#put(store, file);
    };
    if (known.length === 0) return put();
    const text = `There is ${known.join(", ")} already. What is stored takes its place.`;
    openForm({ title: "Replace what is there?", text, action: "Replace", danger: true }, [], put);
  }

  /** @param {ObjectStore} store @param {File} file */
  #put(store, file) {
    const transfer = new Transfer(file.name, "in", file.size);
    this.#transfers.add(transfer);
    transfer.follow(store.put({ name: file.name }, transfer.through(file.stream())));
  }

  /** @param {ObjectInfo} info */
  async #download(info) {
    const store = this.#store;
    if (!store) return;
    this.#fail("");
    try {
      const target = await downloadTarget(info.name, info.size);
      if (!target) return;
      const transfer = new Transfer(info.name, "out", info.size);
      this.#transfers.add(transfer);
      await transfer.follow(readInto(store, info.name, transfer, target));
    } catch (error) {
      this.#fail(describeError(error));
    }
  }

  /** @param {ObjectInfo} info */
  #askDelete({ name }) {
    const store = this.#store;
    if (!store) return;
    const text = "Its data goes for good.";
    openForm({ title: `Delete the object ${name}?`, text, action: `Delete ${name}`, danger: true }, [], () =>
      store.delete(name),
    );
  }

  #askDeleteStore() {
    const [client, status] = [this.#client, this.#status];
    if (!client || !status) return;
    const { bucket, streamInfo } = status;
    const text = `${bucket} goes with all its objects, for good.`;
    openForm({ title: `Delete the store ${bucket}?`, text, action: `Delete ${bucket}`, danger: true }, [], async () => {
      const { streams } = await managerOf(client);
      this.#stop();
      await streams.delete(streamInfo.config.name);
      await this.#refresh();
    });
  }

  /** @param {string} text */
  #fail(text) {
    this.#failure.textContent = text;
    this.#failure.hidden = text === "";
  }
}

/**
 * Reads an object into a file, and checks it.
 *
 * @param {ObjectStore} store
 * @param {string} name
 * @param {Transfer} transfer
 * @param {import("./download.js").Target} target
 */
async function readInto(store, name, transfer, target) {
  const result = await store.get(name);
  if (!result) {
    await target.stream.abort();
    throw new Error(`there is no object ${name} any more`);
  }
  // Of a link the size is that of what it refers to.
  transfer.total = result.info.size;
  await transfer.through(result.data).pipeTo(target.stream);
  const error = await result.error;
  if (error) throw error;
  target.finish();
}

const DRAW_PERIOD = 100;
