// @ts-check
/** Light, dark, or as the system has it. `theme-first.js` sets a stored choice before the first paint. */
import { byId } from "../lib/dom.js";
import { writeSetting } from "../lib/storage.js";

/** @typedef {"system" | "light" | "dark"} Theme */

/** Lets the button go through the themes. @returns {() => void} does the same as the button */
export function startTheme() {
  const button = byId("theme", HTMLButtonElement);
  const draw = () => {
    const theme = current();
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
    button.querySelector("use")?.setAttribute("href", `#i-${theme}`);
  };
  const next = () => {
    choose(ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length]);
    draw();
  };
  button.addEventListener("click", next);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
  draw();
  return next;
}

/** Calls `changed` after the colours of the page have changed. @param {() => void} changed */
export function onThemeChange(changed) {
  document.addEventListener(CHANGE, changed);
}

/** @returns {Theme} */
function current() {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** @param {Theme} theme */
function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  writeSetting("theme", theme === "system" ? null : theme);
  announce();
}

function announce() {
  document.dispatchEvent(new Event(CHANGE));
}

/** @type {Theme[]} */
const ORDER = ["system", "light", "dark"];
const CHANGE = "themechange";
