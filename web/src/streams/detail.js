// @ts-check
/** One stream in full: what it has and how it is configured, its consumers, its messages. */
import { managerOf } from "../jetstream/manager.js";
import { element, icon, pushButton } from "../lib/dom.js";
import { openForm } from "../lib/form-dialog.js";
import { formatCount, nounFor, plainDirection } from "../lib/format.js";
import { Tabs } from "../lib/tabs.js";
import { changedStreamConfig, editStreamFields, PURGE_FIELDS, purgeOptions } from "./config-form.js";
import { bucketKind } from "./model.js";
import { StreamOverview } from "./overview.js";

/**
 * @typedef {import("nats-web").StreamInfo} StreamInfo
 * @typedef {import("../jetstream/catalogue.js").Detail<StreamInfo>} Detail
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 *
 * @typedef {object} Part one of the tabs
 * @property {HTMLElement} element
 * @property {(info: StreamInfo, client: NatsConnection) => void} open
 * @property {(info: StreamInfo) => void} update called while the tab is shown
 * @property {() => void} close
 */

/** @implements {Detail} */
export class StreamDetail {
  element = element("article", "stream");
  #title = element("h3", "");
  #kind = element("span", "tag");
  #purge = this.#button("Purge…", () => this.#askPurge());
  #tabs;
  #parts;
  /** @type {StreamInfo | null} */
  #info = null;
  /** @type {NatsConnection | null} */
  #client = null;
  #refresh = async () => {};

  /** @param {[string, Part][]} others the tabs beside the overview */
  constructor(others) {
    /** @type {[string, Part][]} */
    const parts = [["Overview", new StreamOverview()], ...others];
    this.#parts = parts.map(([, part]) => part);
    const names = parts.map(([name]) => name);
    this.#tabs = new Tabs("stream", "Stream", names, () => this.#info && this.#part.update(this.#info));
    for (const [index, part] of this.#parts.entries()) this.#tabs.panels[index].append(part.element);
    const remove = this.#button("Delete…", () => this.#askDelete(), "trash");
    const edit = this.#button("Edit…", () => this.#edit(), "edit");
    const buttons = element("div", "detail-buttons", edit, this.#purge, remove);
    const head = element("header", "service-head", this.#title, this.#kind, element("span", "spacer"), buttons);
    this.element.append(head, this.#tabs.row, ...this.#tabs.panels);
  }

  /** @param {StreamInfo} info @param {NatsConnection} client @param {() => Promise<void>} refresh */
  open(info, client, refresh) {
    this.#client = client;
    this.#refresh = refresh;
    this.#title.textContent = plainDirection(info.config.name);
    this.#kind.textContent = bucketKind(info.config.name);
    this.#kind.hidden = this.#kind.textContent === "";
    for (const part of this.#parts) part.open(info, client);
    this.update(info);
  }

  /** @param {StreamInfo} info */
  update(info) {
    this.#info = info;
    this.#purge.disabled = info.config.deny_purge === true;
    this.#part.update(info);
  }

  close() {
    for (const part of this.#parts) part.close();
    this.#info = null;
  }

  get #part() {
    return this.#parts[this.#tabs.current];
  }

  /** @param {string} text @param {() => void} pressed @param {string} [iconName] */
  #button(text, pressed, iconName) {
    return pushButton("small", pressed, ...(iconName ? [icon(iconName)] : []), text);
  }

  /** @param {(streams: import("nats-web").StreamAPI, name: string) => Promise<unknown>} change */
  async #change(change) {
    if (!this.#client || !this.#info) return;
    const { streams } = await managerOf(this.#client);
    await change(streams, this.#info.config.name);
    await this.#refresh();
  }

  #edit() {
    if (!this.#info) return;
    const { config } = this.#info;
    openForm({ title: `Edit the stream ${config.name}`, action: "Save" }, editStreamFields(config), (values) =>
      this.#change((streams, name) => streams.update(name, changedStreamConfig(values))),
    );
  }

  #askPurge() {
    if (!this.#info) return;
    const { config, state } = this.#info;
    const messages = `${formatCount(state.messages)} ${nounFor(state.messages, "message")}`;
    const text = `The stream ${config.name} has ${messages}. What is purged is gone for good.`;
    const title = `Purge the stream ${config.name}`;
    openForm({ title, text, action: `Purge ${config.name}`, danger: true }, PURGE_FIELDS, (values) =>
      this.#change((streams, name) => streams.purge(name, purgeOptions(values))),
    );
  }

  #askDelete() {
    if (!this.#info) return;
    const { config, state } = this.#info;
    const messages = `${formatCount(state.messages)} ${nounFor(state.messages, "message")}`;
    const consumers = `${formatCount(state.consumer_count)} ${nounFor(state.consumer_count, "consumer")}`;
    const text = `${config.name} goes with ${messages} and ${consumers}, for good.`;
    openForm(
      { title: `Delete the stream ${config.name}?`, text, action: `Delete ${config.name}`, danger: true },
      [],
      () => this.#change((streams, name) => streams.delete(name)),
    );
  }
}
