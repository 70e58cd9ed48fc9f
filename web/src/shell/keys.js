// @ts-check
/** Which key means what. Single keys work only where nothing is being typed. */

/**
 * @typedef {object} Shortcut
 * @property {string} key as in `KeyboardEvent.key`
 * @property {string} label what it does, for the list
 * @property {() => void} act
 *
 * @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented">} Press
 */

/**
 * The shortcut that a key press means, if any.
 *
 * @param {Shortcut[]} shortcuts
 * @param {Press} press
 * @param {boolean} typing whether the press is for a field
 */
export function shortcutFor(shortcuts, press, typing) {
  if (typing || press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return undefined;
  return shortcuts.find(({ key }) => key === press.key);
}

/**
 * Whether key presses in an element are text, or the element's own.
 *
 * @param {{ localName?: string, type?: string, isContentEditable?: boolean } | null} target
 */
export function takesText(target) {
  if (!target) return false;
  if (target.localName === "input") return !NO_TEXT.has(target.type ?? "text");
  return target.localName === "textarea" || target.localName === "select" || target.isContentEditable === true;
}

const NO_TEXT = new Set(["checkbox", "radio", "button", "submit", "reset"]);
