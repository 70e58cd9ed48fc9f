// @ts-check
/**
 * The few helpers with which the console touches the document. Text always enters through `textContent`,
 * so nothing that arrives from a server can become markup.
 */

/**
 * The element with this id, checked to be of the expected class.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind the class expected, for example `HTMLInputElement`
 * @returns {T}
 * @throws {Error} when the page has no such element: a mistake in the page itself
 */
export function byId(id, kind) {
  return expect(document.getElementById(id), kind, `#${id}`);
}

/**
 * The first element below `root` that matches `selector`, checked to be of the expected class.
 *
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 * @throws {Error} when there is none
 */
export function find(root, selector, kind) {
  return expect(root.querySelector(selector), kind, selector);
}

/**
 * A new element with a class name and children. Strings become text nodes.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/**
 * A copy of the first element of the `<template>` with this id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function fromTemplate(id) {
  const copy = byId(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  return expect(/** @type {Element | undefined} */ (copy) ?? null, HTMLElement, `#${id} > *`);
}

/**
 * Sets the text of an element only where it differs, which spares the browser a layout.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * One of the icons that the page defines, as decoration: it has no name for screen readers.
 *
 * @param {string} name without its prefix, for example `close`
 */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  drawn.append(use);
  return drawn;
}

/**
 * A push button.
 *
 * @param {string} className
 * @param {() => void} pressed
 * @param {...(Node | string)} children
 */
export function pushButton(className, pressed, ...children) {
  const button = element("button", className, ...children);
  button.type = "button";
  button.addEventListener("click", pressed);
  return button;
}

/**
 * Scrolls to what was opened, where it stands below what it was chosen from and not beside it.
 *
 * @param {Element} from
 * @param {Element} opened
 */
export function revealBelow(from, opened) {
  const isBelow = opened.getBoundingClientRect().top >= from.getBoundingClientRect().bottom;
  if (isBelow) opened.scrollIntoView({ block: "start" });
}

/**
 * @template {Element} T
 * @param {Element | null} found
 * @param {new () => T} kind
 * @param {string} what
 * @returns {T}
 */
function expect(found, kind, what) {
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} at ${what}`);
}

const SVG = "http://www.w3.org/2000/svg";
