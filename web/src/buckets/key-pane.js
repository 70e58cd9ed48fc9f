// @ts-check
/** One key of a bucket: its value, an editor for it, its history. */
import { element, icon, pushButton } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { openForm } from "../lib/form-dialog.js";
import { formatBytes, formatCount, formatMoment, plainDirection } from "../lib/format.js";
import { facts } from "../lib/table.js";
import { PayloadView } from "../messages/payload-view.js";
import { Draft, whyNotEditable } from "./draft.js";
import { KeyHistory } from "./key-history.js";
import { ValueEditor } from "./value-editor.js";

/**
 * @typedef {import("nats-web").KV} KV
 * @typedef {import("nats-web").KvEntry} KvEntry
 */

export class KeyPane {
  element = element("section", "key-pane");
  #title = element("h4", "mono key-title");
  #facts = element("dl", "facts");
  #failure = element("p", "callout");
  #hint = element("p", "muted");
  #payload = new PayloadView("Value of the selected key");
  #editor = new ValueEditor(() => this.#leaveEditor());
  #history = new KeyHistory((entry) => this.#show(entry, true));
  #edit = pushButton("small", () => this.#beginEdit(), icon("edit"), "Edit");
  #past = pushButton("small", () => this.#toggleHistory(), "History");
  #latest = pushButton("small", () => this.#load(), "Latest");
  #delete = pushButton("small", () => this.#ask("delete"), icon("trash"), "Delete…");
  #purge = pushButton("small", () => this.#ask("purge"), "Purge…");
  /** @type {KV | null} */
  #kv = null;
  #key = "";
  /** The newest entry that was read. @type {KvEntry | null} */
  #entry = null;
  #closed;

  /** @param {() => void} closed gives the focus back to the list */
  constructor(closed) {
    this.#closed = closed;
    this.#failure.setAttribute("role", "alert");
    this.#past.setAttribute("aria-pressed", "false");
    const buttons = element("div", "detail-buttons", this.#edit, this.#past, this.#latest, this.#delete, this.#purge);
    const parts = [this.#title, buttons, this.#failure, this.#hint, this.#facts];
    this.element.append(...parts, this.#payload.element, this.#editor.element, this.#history.element);
    this.element.setAttribute("aria-label", "Selected key");
    this.hide();
  }

  hide() {
    this.#key = "";
    this.#entry = null;
    this.#editor.close();
    this.#history.hide();
    this.element.hidden = true;
  }

  /** Whether something is being typed that leaving would lose. */
  get isEditing() {
    return this.#editor.isChanged;
  }

  /** @param {KV} kv @param {string} key */
  show(kv, key) {
    this.#kv = kv;
    this.#editor.close();
    this.#key = key;
    this.#entry = null;
    this.#title.textContent = plainDirection(key);
    this.element.hidden = false;
    this.#history.hide();
    this.#past.setAttribute("aria-pressed", "false");
    this.#load();
  }

  /** The watch told of a revision of the key. @param {number} revision */
  changed(revision) {
    if (this.#editor.isOpen) this.#editor.note(revision);
    else if (this.#entry && this.#entry.revision < revision) this.#load();
    if (this.#history.isShown && this.#kv) this.#history.load(this.#kv, this.#key);
  }

  async #load() {
    const [kv, key] = [this.#kv, this.#key];
    if (!kv) return;
    try {
      const entry = await kv.get(key);
      if (key !== this.#key || kv !== this.#kv || this.#editor.isOpen) return;
      this.#fail("");
      if (!entry) return this.#fail("The key has no value any more.");
      this.#entry = entry;
      this.#show(entry, false);
    } catch (error) {
      if (key === this.#key) this.#fail(describeError(error));
    }
  }

  /** @param {KvEntry} entry @param {boolean} isPast whether it is one of the history */
  #show(entry, isPast) {
    const gone = entry.operation !== "PUT";
    this.#facts.replaceChildren(
      ...facts([
        [isPast ? "Revision of the history" : "Revision", formatCount(entry.revision)],
        [gone ? "Deleted" : "Stored", formatMoment(entry.created.getTime())],
        ["Size", gone ? "–" : formatBytes(entry.value.length)],
      ]),
    );
    const why = gone ? "" : whyNotEditable(entry.value);
    this.#hint.textContent = gone ? "The key was deleted. Edit gives it a value again." : why;
    this.#hint.hidden = this.#hint.textContent === "";
    this.#edit.disabled = why !== "" || isPast;
    this.#latest.hidden = !isPast;
    this.#delete.disabled = gone || isPast;
    this.#purge.disabled = isPast;
    this.#payload.element.hidden = gone;
    this.#payload.show(gone ? new Uint8Array() : entry.value);
  }

  #beginEdit() {
    const entry = this.#entry;
    if (!entry || !this.#kv) return;
    const value = entry.operation === "PUT" ? entry.value : new Uint8Array();
    this.#payload.element.hidden = true;
    this.#setBusy(true);
    this.#editor.open(this.#kv, new Draft(this.#key, value, entry.revision));
  }

  /** The editor is closed: what it stored, or others did, is read. */
  #leaveEditor() {
    this.#setBusy(false);
    this.#load();
    this.#closed();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    for (const button of [this.#edit, this.#delete, this.#purge]) button.hidden = busy;
  }

  #toggleHistory() {
    const shown = !this.#history.isShown;
    this.#past.setAttribute("aria-pressed", String(shown));
    if (shown && this.#kv) this.#history.load(this.#kv, this.#key);
    else this.#history.hide();
  }

  /** @param {"delete" | "purge"} what */
  #ask(what) {
    const [kv, key, entry] = [this.#kv, this.#key, this.#entry];
    if (!kv || !entry) return;
    const verb = what === "delete" ? "Delete" : "Purge";
    const text =
      what === "delete"
        ? `Watches are told that ${key} has no value any more. Its history is kept.`
        : `${key} loses its value and its history, for good.`;
    // Only what is seen here is deleted: not what somebody stored meanwhile.
    const options = { previousSeq: entry.revision };
    openForm({ title: `${verb} the key ${key}?`, text, action: `${verb} ${key}`, danger: true }, [], () =>
      what === "delete" ? kv.delete(key, options) : kv.purge(key, options),
    );
  }

  /** @param {string} text */
  #fail(text) {
    this.#failure.textContent = text;
    this.#failure.hidden = text === "";
  }
}
