// @ts-check
/** Dialogs that ask: a form whose fields are given as data, or a question. What goes wrong is said in the dialog. */
import { element, find, fromTemplate, pushButton } from "./dom.js";
import { describeError } from "./errors.js";

/**
 * @typedef {object} Field
 * @property {string} name of the value that it gives
 * @property {string} label
 * @property {"text" | "number" | "lines" | "choice" | "check"} [kind] a line of text by default
 * @property {[string, string][]} [choices] value and label of each, for a choice
 * @property {string} [value] what it begins with; `on` for a check that is set
 * @property {string} [placeholder]
 * @property {boolean} [required]
 * @property {boolean} [more] whether it stands behind "More"
 *
 * @typedef {Record<string, string>} Values by the names of the fields; a check gives `on` or an empty text
 *
 * @typedef {object} FormText
 * @property {string} title
 * @property {string} action what the button says
 * @property {string} [text] a sentence below the title
 * @property {boolean} [danger] whether something is lost by it: the focus begins at "Cancel" then
 */

/**
 * Opens a form. It closes once what was asked for is done.
 *
 * @param {FormText} text
 * @param {Field[]} fields none for a mere question
 * @param {(values: Values) => Promise<unknown> | unknown} submit what it throws is shown, and the form stays open
 */
export function openForm({ title, action, text = "", danger = false }, fields, submit) {
  const dialog = /** @type {HTMLDialogElement} */ (fromTemplate("form-dialog-template"));
  const form = find(dialog, "form", HTMLFormElement);
  const failure = find(dialog, ".form-failure", HTMLElement);
  const button = find(dialog, ".form-submit", HTMLButtonElement);
  find(dialog, "h2", HTMLElement).textContent = title;
  dialog.setAttribute("aria-label", title);
  const sentence = find(dialog, ".form-text", HTMLElement);
  sentence.textContent = text;
  sentence.hidden = text === "";
  button.textContent = action;
  button.classList.add(danger ? "danger" : "primary");
  form.prepend(...fieldElements(fields));
  const cancel = pushButton("form-cancel", () => dialog.close(), "Cancel");
  button.after(cancel);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    failure.hidden = true;
    try {
      await submit(readValues(form, fields));
      dialog.close();
    } catch (error) {
      failure.textContent = describeError(error);
      failure.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  if (danger && fields.length === 0) cancel.focus();
}

/** @param {Field[]} fields */
function fieldElements(fields) {
  const plain = fields.filter(({ more }) => !more).map(fieldElement);
  const rest = fields.filter(({ more }) => more).map(fieldElement);
  if (rest.length === 0) return plain;
  const summary = element("summary", "", "More");
  return [...plain, element("details", "more", summary, element("div", "more-fields form-grid", ...rest))];
}

/** @param {Field} field */
function fieldElement(field) {
  const control = controlOf(field);
  control.name = field.name;
  if (field.kind !== "check") return element("label", field.kind === "lines" ? "wide" : "", field.label, control);
  return element("label", "check", control, field.label);
}

/** @param {Field} field */
function controlOf({ kind = "text", choices = [], value = "", placeholder = "", required = false }) {
  if (kind === "choice") {
    const select = element("select");
    select.append(...choices.map(([choice, label]) => new Option(label, choice, false, choice === value)));
    return select;
  }
  const control = kind === "lines" ? element("textarea", "mono") : element("input", kind === "text" ? "mono" : "");
  if (control instanceof HTMLInputElement) {
    control.type = kind === "check" ? "checkbox" : "text";
    if (kind === "number") control.inputMode = "numeric";
    if (kind === "check") control.checked = value === "on";
  }
  if (kind !== "check") control.value = value;
  control.placeholder = placeholder;
  control.required = required;
  control.spellcheck = false;
  control.autocomplete = "off";
  control.setAttribute("autocapitalize", "off");
  return control;
}

/** @param {HTMLFormElement} form @param {Field[]} fields @returns {Values} */
function readValues(form, fields) {
  const data = new FormData(form);
  return Object.fromEntries(fields.map(({ name }) => [name, String(data.get(name) ?? "")]));
}
