// @ts-check
/** What a bucket keeps of one key: every revision, the newest first. */
import { element, pushButton } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatBytes, formatCount, formatMoment, previewPayload } from "../lib/format.js";
import { cell, table } from "../lib/table.js";

/** @typedef {import("nats-web").KvEntry} KvEntry */

export class KeyHistory {
  element = element("div", "key-history");
  isShown = false;
  #show;
  /** Counts what was asked for: an older answer is dropped. */
  #asked = 0;

  /** @param {(entry: KvEntry) => void} show */
  constructor(show) {
    this.#show = show;
    this.hide();
  }

  hide() {
    this.isShown = false;
    this.#asked += 1;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** @param {import("nats-web").KV} kv @param {string} key */
  async load(kv, key) {
    this.isShown = true;
    this.element.hidden = false;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      /** @type {KvEntry[]} */
      const entries = [];
      for await (const entry of await kv.history({ key })) entries.push(entry);
      if (asked === this.#asked) this.#draw(entries.reverse());
    } catch (error) {
      if (asked === this.#asked) this.element.replaceChildren(element("p", "callout", describeError(error)));
    }
  }

  /** @param {KvEntry[]} entries */
  #draw(entries) {
    const rows = entries.map((entry) => {
      const gone = entry.operation !== "PUT";
      const view = pushButton("small", () => this.#show(entry), "View");
      view.setAttribute("aria-label", `View revision ${entry.revision}`);
      return [
        cell("strong", formatCount(entry.revision)),
        cell("", formatMoment(entry.created.getTime())),
        cell("", WORDS[entry.operation]),
        cell("number", gone ? "–" : formatBytes(entry.value.length)),
        cell("mono clip", gone ? "" : previewPayload(entry.value)),
        cell("action", view),
      ];
    });
    const heads = ["Revision", "When", "What", "#Size", "Value", ""];
    this.element.replaceChildren(element("h4", "", "History"), table("History", heads, rows));
  }
}

const WORDS = { PUT: "stored", DEL: "deleted", PURGE: "purged" };
