// @ts-check
/** The list of a page of JetStream. Its items stay the same elements while it is drawn again, so no press is lost. */
import { element, pushButton, setText } from "../lib/dom.js";
import { plainDirection } from "../lib/format.js";

export class CatalogueList {
  #list;
  #choose;
  /** @type {Map<string, Item>} */
  #items = new Map();

  /**
   * @param {HTMLUListElement} list
   * @param {string} label
   * @param {(name: string) => void} choose
   */
  constructor(list, label, choose) {
    list.setAttribute("aria-label", label);
    this.#list = list;
    this.#choose = choose;
  }

  /**
   * @param {import("./catalogue.js").Entry[]} entries
   * @param {string} chosen
   */
  draw(entries, chosen) {
    const names = new Set(entries.map(({ name }) => name));
    for (const [name, { element }] of this.#items) {
      if (names.has(name)) continue;
      element.remove();
      this.#items.delete(name);
    }
    for (const [index, entry] of entries.entries()) {
      const item = this.#items.get(entry.name) ?? new Item(entry.name, () => this.#choose(entry.name));
      this.#items.set(entry.name, item);
      item.show(entry, entry.name === chosen);
      const there = this.#list.children[index];
      if (there !== item.element) this.#list.insertBefore(item.element, there ?? null);
    }
  }

  /** Gives the chosen one the focus. */
  focus() {
    const button = this.#list.querySelector("[aria-current]");
    if (button instanceof HTMLElement) button.focus();
  }
}

class Item {
  element = element("li");
  #button;
  #tag = element("span", "tag");
  #facts = element("span", "service-facts muted");

  /** @param {string} name @param {() => void} choose */
  constructor(name, choose) {
    const title = element("span", "service-name", plainDirection(name));
    title.title = title.textContent ?? "";
    this.#button = pushButton("service", choose, title, this.#tag, this.#facts);
    this.element.append(this.#button);
  }

  /** @param {import("./catalogue.js").Entry} entry @param {boolean} chosen */
  show({ facts, tag = "" }, chosen) {
    setText(this.#facts, facts);
    setText(this.#tag, tag);
    this.#tag.hidden = tag === "";
    if (chosen) this.#button.setAttribute("aria-current", "true");
    else this.#button.removeAttribute("aria-current");
  }
}
