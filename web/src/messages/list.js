// @ts-check
/**
 * The list of messages: thousands of them, of which only the rows in sight exist. It is drawn at most once a frame,
 * however many messages arrived, and reuses its rows.
 */
import { element, setText } from "../lib/dom.js";
import { formatBytes, formatTime, plainDirection, previewPayload } from "../lib/format.js";

/**
 * @typedef {import("./ring.js").StoredMessage} StoredMessage
 * @typedef {{ readonly length: number, at(index: number): StoredMessage | undefined }} MessageView oldest first
 *
 * @typedef {object} MessageListHooks
 * @property {() => void} scrolledAway the user left the newest message: the view should hold still
 * @property {() => void} scrolledToEnd the user came back to it
 * @property {() => void} moving the user is about to walk through the messages by key; `draw` must be called before it returns
 * @property {(stored: StoredMessage) => void} selected
 * @property {() => void} resized it must be drawn anew
 */

export class MessageList {
  #list;
  #sizer = element("div", "list-sizer");
  #hooks;
  /** @type {Row[]} */
  #rows = [];
  /** @type {MessageView} */
  #view = [];
  /** @type {StoredMessage | null} */
  #selected = null;
  #following = true;
  #lastTouch = -Infinity;
  #drawnSize = "";
  /** In CSS pixels, as style/message-list.css has it for a list of this width. */
  #rowHeight = 0;

  /**
   * @param {HTMLElement} list a focusable element with the role `listbox` and an id
   * @param {MessageListHooks} hooks
   */
  constructor(list, hooks) {
    this.#list = list;
    this.#hooks = hooks;
    this.#sizer.setAttribute("role", "presentation");
    list.append(this.#sizer);
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const type of ["wheel", "touchmove", "pointerdown"])
      list.addEventListener(type, () => this.#touched(), { passive: true });
    list.addEventListener("pointermove", (event) => event.buttons !== 0 && this.#touched(), { passive: true });
    list.addEventListener("pointerdown", (event) => this.#pressed(event));
    list.addEventListener("keydown", (event) => this.#keyed(event));
    new ResizeObserver(() => hooks.resized()).observe(list);
  }

  /**
   * Shows the rows in sight.
   *
   * @param {MessageView} view
   * @param {boolean} follow keeps the newest message in sight
   */
  draw(view, follow) {
    this.#view = view;
    this.#following = follow;
    const height = this.#list.clientHeight;
    if (height === 0) return;
    this.#measure();
    this.#sizer.style.height = `${view.length * this.#rowHeight}px`;
    if (follow) this.#list.scrollTop = view.length * this.#rowHeight;
    const first = Math.max(0, Math.floor(this.#list.scrollTop / this.#rowHeight) - 1);
    const count = Math.ceil(height / this.#rowHeight) + 3;
    this.#provideRows(count);
    let active = "";
    for (let index = first; index < first + this.#rows.length; index += 1) {
      const row = this.#rows[index % this.#rows.length];
      const stored = index < first + count ? view.at(index) : undefined;
      row.show(stored, index, view.length, stored !== undefined && stored === this.#selected);
      if (stored) row.place(index, this.#rowHeight);
      if (stored && stored === this.#selected) active = row.element.id;
    }
    if (active) this.#list.setAttribute("aria-activedescendant", active);
    else this.#list.removeAttribute("aria-activedescendant");
  }

  /** Whether the newest message is in sight. Measured, not computed: the view may have grown since it was drawn. */
  get atEnd() {
    const end = this.#list.scrollHeight - this.#list.clientHeight;
    return this.#list.scrollTop >= end - this.#rowHeight / 2;
  }

  /** Forgets which message is selected. */
  deselect() {
    this.#selected = null;
  }

  /** @param {number} count */
  #provideRows(count) {
    while (this.#rows.length < count) {
      const row = new Row(`${this.#list.id}-row-${this.#rows.length}`);
      this.#rows.push(row);
      this.#sizer.append(row.element);
    }
  }

  #scrolled() {
    const { atEnd } = this;
    if (this.#following && !atEnd) {
      // A new layout may move the list as well; only the user's own scrolling leaves the newest message.
      if (this.#drawnSize !== this.#size() || performance.now() - this.#lastTouch > TOUCH_LASTS)
        return this.#hooks.resized();
      this.#touched();
      this.#hooks.scrolledAway();
    } else if (!this.#following && atEnd) {
      this.#hooks.scrolledToEnd();
    }
    if (!this.#following) this.draw(this.#view, false);
  }

  /** What a new size of the list changes: also how high its rows are. */
  #measure() {
    const size = this.#size();
    if (size === this.#drawnSize) return;
    this.#drawnSize = size;
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.#list).getPropertyValue("--row-height"));
  }

  #size() {
    return `${this.#list.clientWidth}×${this.#list.clientHeight}`;
  }

  #touched() {
    this.#lastTouch = performance.now();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const pressed = event.target.closest(".row");
    const row = this.#rows.find((candidate) => candidate.element === pressed);
    if (row?.stored) this.#select(row.stored);
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const page = Math.max(1, Math.floor(this.#list.clientHeight / this.#rowHeight) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#hooks.moving();
    const last = this.#view.length - 1;
    if (last < 0) return;
    const from = this.#indexOfSelected();
    const to = from < 0 ? (step === -Infinity ? 0 : last) : Math.min(last, Math.max(0, from + step));
    const stored = this.#view.at(to);
    if (!stored) return;
    this.#reveal(to);
    this.#select(stored);
  }

  #indexOfSelected() {
    for (let index = this.#view.length - 1; index >= 0; index -= 1)
      if (this.#view.at(index) === this.#selected) return index;
    return -1;
  }

  /** @param {number} index */
  #reveal(index) {
    const top = index * this.#rowHeight;
    const height = this.#list.clientHeight;
    if (top < this.#list.scrollTop) this.#list.scrollTop = top;
    else if (top + this.#rowHeight > this.#list.scrollTop + height)
      this.#list.scrollTop = top + this.#rowHeight - height;
  }

  /** @param {StoredMessage} stored */
  #select(stored) {
    this.#selected = stored;
    this.#hooks.selected(stored);
    this.draw(this.#view, this.#following);
  }
}

/** One row, which shows another message whenever it is told to. */
class Row {
  element = element("div", "row");
  /** @type {StoredMessage | undefined} */
  stored;
  #time = element("span");
  #milliseconds = element("span", "row-milliseconds");
  #subject = element("span", "row-subject");
  #marks = element("span", "row-marks");
  #preview = element("span", "row-preview");
  #size = element("span", "row-size");
  #index = -1;
  #top = -1;

  /** @param {string} id */
  constructor(id) {
    this.element.id = id;
    this.element.setAttribute("role", "option");
    this.element.append(
      element("span", "row-time", this.#time, this.#milliseconds),
      this.#subject,
      this.#marks,
      this.#preview,
      this.#size,
    );
  }

  /**
   * @param {StoredMessage | undefined} stored `undefined` hides the row
   * @param {number} index
   * @param {number} total
   * @param {boolean} selected
   */
  show(stored, index, total, selected) {
    this.element.hidden = stored === undefined;
    if (stored && index !== this.#index) {
      this.#index = index;
      this.element.setAttribute("aria-posinset", String(index + 1));
      this.element.classList.toggle("odd", index % 2 === 1);
    }
    this.element.setAttribute("aria-setsize", String(total));
    this.element.setAttribute("aria-selected", String(selected));
    if (stored === this.stored) return;
    this.stored = stored;
    if (stored) this.#fill(stored);
  }

  /** Puts it where the list has its `index`-th row. @param {number} index @param {number} height of a row, in CSS pixels */
  place(index, height) {
    const top = index * height;
    if (top === this.#top) return;
    this.#top = top;
    this.element.style.transform = `translateY(${top}px)`;
  }

  /** @param {StoredMessage} stored */
  #fill({ time, message }) {
    const clock = formatTime(time, true);
    setText(this.#time, clock.slice(0, -4));
    setText(this.#milliseconds, clock.slice(-4));
    setText(this.#subject, plainDirection(message.subject));
    const marks = [message.reply && "reply", message.headers && "hdr"].filter(Boolean);
    setText(this.#marks, marks.join(" "));
    setText(this.#preview, message.data.length === 0 ? "empty" : previewPayload(message.data));
    setText(this.#size, formatBytes(message.data.length));
    this.element.classList.toggle("empty-payload", message.data.length === 0);
  }
}

/** For how long after the wheel or a finger moved a scroll is taken to be the user's, in milliseconds. */
const TOUCH_LASTS = 1000;
