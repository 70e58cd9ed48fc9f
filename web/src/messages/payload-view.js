// @ts-check
/** Shows a payload as text, JSON or hex, and headers as a table. Everything becomes text nodes, never markup. */
import { element, icon, pushButton } from "../lib/dom.js";
import { hexDump, payloadText, plainDirection } from "../lib/format.js";
import { isJsonDocument, prettyTokens } from "../lib/json.js";

/** @typedef {"json" | "text" | "hex"} PayloadForm */

/** A payload with a choice of forms. It begins with the most telling one: JSON, else text, else hex. */
export class PayloadView {
  /** The view, to be put into the page. */
  element;
  #body = element("pre", "payload-body mono");
  #note = element("p", "muted payload-note");
  /** @type {Map<PayloadForm, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Uint8Array} */
  #payload = new Uint8Array();
  /** @type {PayloadForm | null} the form the user chose, kept from one payload to the next */
  #chosen = null;
  /** @type {PayloadForm} the form that is shown */
  #form = "hex";
  /** @type {8 | 16} */
  #columns = 16;

  /** @param {string} label names the view for screen readers */
  constructor(label) {
    const choice = element("div", "segmented");
    choice.setAttribute("role", "group");
    choice.setAttribute("aria-label", "Show the payload as");
    for (const [form, name] of FORMS) {
      const choose = () => {
        this.#chosen = form;
        this.#draw();
      };
      const button = pushButton("", choose, name);
      this.#buttons.set(form, button);
      choice.append(button);
    }
    this.#body.tabIndex = 0;
    this.#body.setAttribute("role", "region");
    this.#body.setAttribute("aria-label", label);
    const tools = element("div", "payload-tools", this.#copyButton(), this.#saveButton());
    this.element = element("div", "payload", element("div", "payload-bar", choice, tools), this.#note, this.#body);
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  /** @param {Uint8Array} payload */
  show(payload) {
    this.#payload = payload;
    this.#draw();
  }

  /** Lets a hex dump have as many columns as there is room for. */
  fit() {
    const width = this.#body.clientWidth;
    const columns = width === 0 || width >= WIDE_DUMP ? 16 : 8;
    if (columns === this.#columns) return;
    this.#columns = columns;
    if (this.#form === "hex") this.#draw();
  }

  #draw() {
    const text = payloadText(this.#payload);
    const json = text !== null && text.length <= JSON_LIMIT && isJsonDocument(text);
    const possible = { json, text: text !== null, hex: true };
    const form = this.#chosen && possible[this.#chosen] ? this.#chosen : json ? "json" : text !== null ? "text" : "hex";
    for (const [name, button] of this.#buttons) {
      button.disabled = !possible[name];
      button.setAttribute("aria-pressed", String(name === form));
    }
    this.#form = form;
    this.#body.dataset.form = form;
    this.#body.scrollTo(0, 0);
    const cut =
      form === "hex" ? this.#drawHex() : form === "json" ? this.#drawJson(text ?? "") : this.#drawText(text ?? "");
    this.#note.textContent = this.#payload.length === 0 ? "The payload is empty." : cut;
    this.#note.hidden = this.#note.textContent === "";
    this.#body.hidden = this.#payload.length === 0;
  }

  /** @returns {string} what was left out, or an empty string */
  #drawHex() {
    this.#body.textContent = hexDump(this.#payload.subarray(0, HEX_LIMIT), this.#columns);
    return this.#payload.length > HEX_LIMIT ? cutNote(HEX_LIMIT, this.#payload.length, "bytes") : "";
  }

  /** @param {string} text @returns {string} */
  #drawText(text) {
    this.#body.textContent = plainDirection(text.slice(0, TEXT_LIMIT));
    return text.length > TEXT_LIMIT ? cutNote(TEXT_LIMIT, text.length, "characters") : "";
  }

  /** @param {string} json @returns {string} */
  #drawJson(json) {
    this.#body.replaceChildren();
    let length = 0;
    for (const { kind, text } of prettyTokens(json)) {
      const plain = kind === "space" || kind === "mark";
      this.#body.append(plain ? text : element("span", `json-${kind}`, plainDirection(text)));
      length += text.length;
      if (length > TEXT_LIMIT) return `Only the first ${length.toLocaleString("en")} characters are shown.`;
    }
    return "";
  }

  #copyButton() {
    const label = element("span", "", "Copy");
    const copy = async () => {
      const text = payloadText(this.#payload) ?? hexDump(this.#payload);
      const done = await navigator.clipboard?.writeText(text).then(
        () => true,
        () => false,
      );
      label.textContent = done ? "Copied" : "Cannot copy";
      setTimeout(() => {
        label.textContent = "Copy";
      }, COPIED_SHOWN);
    };
    const button = pushButton("quiet", copy, icon("copy"), label);
    button.setAttribute("aria-label", "Copy the payload");
    return button;
  }

  #saveButton() {
    const save = () => {
      const link = element("a");
      link.href = URL.createObjectURL(new Blob([this.#payload.slice()]));
      link.download = `payload.${ENDINGS[this.#form]}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 0);
    };
    const button = pushButton("quiet", save, icon("save"), element("span", "", "Save"));
    button.setAttribute("aria-label", "Save the payload as a file");
    return button;
  }
}

/**
 * Headers as a table, a line for each value.
 *
 * @param {import("./ring.js").Message["headers"]} headers
 * @returns {HTMLTableElement | null} `null` where there are none
 */
export function headersTable(headers) {
  if (!headers) return null;
  const body = element("tbody");
  if (headers.code) body.append(headerRow("Status", `${headers.code} ${headers.description ?? ""}`.trim()));
  for (const [name, values] of headers) for (const value of values) body.append(headerRow(name, value));
  if (body.childElementCount === 0) return null;
  const table = element("table", "headers mono", body);
  // No caption to be hidden: taken out of the flow it makes a row of its own, which then has the widths of the columns.
  table.setAttribute("aria-label", "Headers");
  return table;
}

/** @param {string} name @param {string} value */
function headerRow(name, value) {
  const heading = element("th", "", plainDirection(name));
  heading.scope = "row";
  return element(
    "tr",
    "",
    heading,
    element("td", value === "" ? "muted" : "", value === "" ? "empty" : plainDirection(value)),
  );
}

/** @param {number} shown @param {number} total @param {string} unit */
function cutNote(shown, total, unit) {
  return `The first ${shown.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit} are shown. Save has all.`;
}

/** @type {[PayloadForm, string][]} */
const FORMS = [
  ["json", "JSON"],
  ["text", "Text"],
  ["hex", "Hex"],
];
const ENDINGS = { json: "json", text: "txt", hex: "bin" };
// What one view shows at most, so that an 8 MiB payload does not stall the page.
const TEXT_LIMIT = 64 * 1024;
const HEX_LIMIT = 16 * 1024;
const JSON_LIMIT = 1024 * 1024;
/** The width in CSS pixels from which a line of a hex dump has 16 bytes. */
const WIDE_DUMP = 640;
const COPIED_SHOWN = 1500;
