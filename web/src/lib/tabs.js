// @ts-check
/** A row of tabs with a panel for each: arrows walk, as tabs do everywhere. */
import { element, pushButton } from "./dom.js";

export class Tabs {
  /** The row, to be put into the page. */
  row = element("div", "tabs");
  /** The panels, to be put below it. @type {HTMLElement[]} */
  panels;
  /** The tab that is shown. */
  current = 0;
  /** @type {HTMLButtonElement[]} */
  #buttons;
  #changed;

  /**
   * @param {string} id what the ids of its parts begin with
   * @param {string} label
   * @param {string[]} names
   * @param {() => void} changed called after another tab was chosen
   */
  constructor(id, label, names, changed) {
    this.#changed = changed;
    this.row.setAttribute("role", "tablist");
    this.row.setAttribute("aria-label", label);
    this.#buttons = names.map((name, index) => this.#button(id, name, index));
    this.panels = this.#buttons.map((button, index) => {
      const panel = element("div", "tab-panel");
      panel.id = `${id}-panel-${index}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      return panel;
    });
    this.row.append(...this.#buttons);
    this.show(0);
  }

  /** @param {number} index */
  show(index) {
    this.current = index;
    for (const [each, button] of this.#buttons.entries()) {
      button.setAttribute("aria-selected", String(each === index));
      button.tabIndex = each === index ? 0 : -1;
      this.panels[each].hidden = each !== index;
    }
  }

  /** @param {string} id @param {string} name @param {number} index */
  #button(id, name, index) {
    const button = pushButton("", () => this.#choose(index), name);
    button.id = `${id}-tab-${index}`;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", `${id}-panel-${index}`);
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#choose((index + step + this.#buttons.length) % this.#buttons.length);
      this.#buttons[this.current].focus();
    });
    return button;
  }

  /** @param {number} index */
  #choose(index) {
    this.show(index);
    this.#changed();
  }
}
