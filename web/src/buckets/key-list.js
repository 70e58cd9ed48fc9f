// @ts-check
/** The keys of a bucket: a list that changes while one looks at it, with a filter. Its rows stay the same elements. */
import { element, setText } from "../lib/dom.js";
import { formatBytes, formatCount, nounFor, plainDirection } from "../lib/format.js";
import { beforePaint } from "../lib/frames.js";

/** @typedef {import("./keys.js").KeyState} KeyState */

export class KeyList {
  element = element("div", "keys");
  /** Draws it soon: any number of calls are one. */
  draw = beforePaint(() => this.#draw(), DRAW_PERIOD);
  #filter = element("input");
  #withDeleted = element("input");
  #list = element("div", "key-list");
  #note = element("p", "muted key-note");
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {KeyState[]} */
  #shown = [];
  #chosen = "";
  #choose;
  /** @type {import("./keys.js").KeyTable | null} */
  #table = null;
  #ready = false;

  /** @param {(key: string) => void} choose */
  constructor(choose) {
    this.#choose = choose;
    this.#filter.type = "search";
    this.#filter.placeholder = "Filter keys";
    this.#filter.setAttribute("aria-label", "Filter keys");
    this.#filter.addEventListener("input", () => this.#draw());
    this.#withDeleted.type = "checkbox";
    this.#withDeleted.addEventListener("change", () => this.#draw());
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Keys");
    this.#list.id = "key-list";
    this.#list.tabIndex = 0;
    this.#list.addEventListener("keydown", (event) => this.#keyed(event));
    this.#note.setAttribute("role", "status");
    const check = element("label", "check", this.#withDeleted, "Deleted");
    this.element.append(element("div", "key-tools", this.#filter, check), this.#list, this.#note);
  }

  /** @param {import("./keys.js").KeyTable | null} table */
  open(table) {
    this.#table = table;
    this.#ready = false;
    this.#filter.value = "";
    this.#withDeleted.checked = false;
    for (const { element } of this.#rows.values()) element.remove();
    this.#rows.clear();
    this.choose("");
  }

  /** Everything that was there has come. */
  ready() {
    this.#ready = true;
    this.#draw();
  }

  /** @param {string} key */
  choose(key) {
    this.#chosen = key;
    this.#draw();
  }

  focusFilter() {
    this.#filter.focus();
  }

  focus() {
    this.#list.focus();
  }

  #draw() {
    if (!this.#table) return;
    const found = this.#table.matching(this.#filter.value, this.#withDeleted.checked);
    this.#shown = found.slice(0, MOST_SHOWN);
    const keys = new Set(this.#shown.map(({ key }) => key));
    for (const [key, { element }] of this.#rows) {
      if (keys.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    for (const [index, state] of this.#shown.entries()) {
      const row = this.#rows.get(state.key) ?? new Row(state.key, () => this.#choose(state.key));
      this.#rows.set(state.key, row);
      row.show(state, state.key === this.#chosen);
      const there = this.#list.children[index];
      if (there !== row.element) this.#list.insertBefore(row.element, there ?? null);
    }
    const active = this.#rows.get(this.#chosen)?.element.id;
    if (active) this.#list.setAttribute("aria-activedescendant", active);
    else this.#list.removeAttribute("aria-activedescendant");
    setText(this.#note, this.#noteText(found.length));
  }

  /** @param {number} found */
  #noteText(found) {
    if (!this.#table) return "";
    const { live, deleted, overflow } = this.#table;
    if (!this.#ready && found === 0) return "Asking for the keys…";
    const parts = [`${formatCount(live)} ${nounFor(live, "key")}`];
    if (deleted > 0) parts.push(`${formatCount(deleted)} deleted`);
    if (this.#filter.value.trim()) parts.push(`${formatCount(found)} match`);
    if (found > MOST_SHOWN) parts.push(`the first ${MOST_SHOWN} are shown, the filter finds the others`);
    if (overflow > 0) parts.push("more came than the page keeps");
    return parts.join(" · ");
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = this.#shown.findIndex(({ key }) => key === this.#chosen);
    const to = Math.min(this.#shown.length - 1, Math.max(0, from + step));
    const state = this.#shown[to];
    if (!state) return;
    this.#choose(state.key);
    this.#rows.get(state.key)?.element.scrollIntoView({ block: "nearest" });
  }
}

class Row {
  static #count = 0;
  element = element("div", "key-row");
  #value = element("span", "key-value");
  #revision = -1;

  /** @param {string} key @param {() => void} pressed */
  constructor(key, pressed) {
    const name = element("span", "key-name", plainDirection(key));
    this.element.append(name, this.#value);
    this.element.id = `key-row-${Row.#count++}`;
    this.element.setAttribute("role", "option");
    this.element.addEventListener("click", pressed);
  }

  /** @param {KeyState} state @param {boolean} chosen */
  show({ revision, operation, preview, length }, chosen) {
    this.element.setAttribute("aria-selected", String(chosen));
    if (revision === this.#revision) return;
    const isNews = this.#revision >= 0;
    this.#revision = revision;
    const gone = operation !== "PUT";
    this.element.classList.toggle("gone", gone);
    setText(this.#value, gone ? WORDS[operation] : preview || (length === 0 ? "empty" : formatBytes(length)));
    if (!isNews) return;
    // Begins the animation anew.
    this.element.classList.remove("changed");
    void this.element.offsetWidth;
    this.element.classList.add("changed");
  }
}

const WORDS = { PUT: "", DEL: "deleted", PURGE: "purged" };
/** How many keys are shown at most. */
const MOST_SHOWN = 500;
/** In milliseconds. */
const DRAW_PERIOD = 100;
