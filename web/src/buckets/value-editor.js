// @ts-check
/** Edits a value. It is stored only in the place of the revision that was seen; if another came, both are kept. */
import { sendByKey } from "../compose/composer.js";
import { element, pushButton } from "../lib/dom.js";
import { describeError, refusalNumber } from "../lib/errors.js";
import { formatCount } from "../lib/format.js";

/** @typedef {import("./draft.js").Draft} Draft */

export class ValueEditor {
  element = element("form", "value-editor");
  #field = element("textarea", "mono");
  #conflict = element("div", "callout warn");
  #conflictText = element("p");
  #failure = element("p", "callout");
  #save = element("button", "primary", "Save");
  /** @type {Draft | null} */
  #draft = null;
  /** @type {import("nats-web").KV | null} */
  #kv = null;
  /** The revision that came while something was stored, or 0. */
  #meanwhile = 0;
  #left;

  /** @param {() => void} left told when it is closed by the user, or by what it stored */
  constructor(left) {
    this.#left = left;
    this.#field.rows = 10;
    this.#field.spellcheck = false;
    this.#save.type = "submit";
    this.#conflict.setAttribute("role", "alert");
    this.#failure.setAttribute("role", "alert");
    const mine = pushButton("small", () => this.#overrule(), "Store mine in its place");
    const theirs = pushButton("small", () => this.#leave(), "Take theirs");
    this.#conflict.append(this.#conflictText, element("div", "detail-buttons", mine, theirs));
    const cancel = pushButton("", () => this.#leave(), "Cancel");
    const actions = element("div", "actions", this.#save, cancel);
    this.element.append(element("label", "", "Value", this.#field), this.#conflict, this.#failure, actions);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#store();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.isChanged) return;
      event.preventDefault();
      this.#leave();
    });
    sendByKey(this.element);
    this.close();
  }

  get isOpen() {
    return this.#draft !== null;
  }

  /** Whether closing it would lose something. */
  get isChanged() {
    return this.#draft !== null && this.#field.value !== this.#draft.text;
  }

  /** @param {import("nats-web").KV} kv @param {Draft} draft */
  open(kv, draft) {
    this.#kv = kv;
    this.#draft = draft;
    this.#field.value = draft.text;
    this.element.hidden = false;
    this.#draw();
    this.#field.focus();
  }

  /** Closes it without a word. */
  close() {
    this.#draft = null;
    this.element.hidden = true;
  }

  /** The key has this revision now. @param {number} revision */
  note(revision) {
    // While something is stored that may be its own revision: what comes of it tells.
    if (this.#save.disabled) this.#meanwhile = revision;
    else this.#draft?.note(revision);
    this.#draw();
  }

  async #store() {
    const [draft, kv] = [this.#draft, this.#kv];
    if (!draft || !kv || this.#save.disabled) return;
    this.#save.disabled = true;
    this.#meanwhile = 0;
    this.#fail("");
    try {
      await kv.update(draft.key, draft.stored(this.#field.value), draft.base);
      if (draft === this.#draft) this.#leave();
    } catch (error) {
      if (draft !== this.#draft) return;
      draft.note(this.#meanwhile);
      if (refusalNumber(error) === WRONG_LAST_SEQUENCE) await this.#meet(kv, draft);
      else this.#fail(describeError(error));
    } finally {
      this.#save.disabled = false;
    }
  }

  /** Another revision is there: says which. @param {import("nats-web").KV} kv @param {Draft} draft */
  async #meet(kv, draft) {
    try {
      draft.note((await kv.get(draft.key))?.revision ?? 0);
      this.#draw();
      if (draft.theirs === 0) this.#fail("Another write was under way. Save again.");
    } catch (error) {
      this.#fail(describeError(error));
    }
  }

  #overrule() {
    this.#draft?.overrule();
    this.#draw();
    this.#store();
  }

  #leave() {
    this.close();
    this.#left();
  }

  #draw() {
    const theirs = this.#draft?.theirs ?? 0;
    this.#conflict.hidden = theirs === 0;
    this.#conflictText.textContent =
      `Somebody else changed the key: it has revision ${formatCount(theirs)} now, ` +
      `and this edit began with ${formatCount(this.#draft?.base ?? 0)}. What you typed is kept.`;
    this.#save.hidden = theirs !== 0;
    this.#fail("");
  }

  /** @param {string} text */
  #fail(text) {
    this.#failure.textContent = text;
    this.#failure.hidden = text === "";
  }
}

/** The server's number for a revision that is not the expected one. */
const WRONG_LAST_SEQUENCE = 10071;
