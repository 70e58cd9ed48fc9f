// @ts-check
/** Shortcuts, and the dialog that lists them and turns them off. */
import { byId, element } from "../lib/dom.js";
import { readSetting, writeSetting } from "../lib/storage.js";
import { shortcutFor, takesText } from "./keys.js";

/** @param {import("./keys.js").Shortcut[]} shortcuts */
export function startShortcuts(shortcuts) {
  const dialog = byId("help-dialog", HTMLDialogElement);
  const enabled = byId("shortcuts-on", HTMLInputElement);
  const open = () => {
    if (!dialog.open) dialog.showModal();
  };
  const all = [...shortcuts, { key: "?", label: "This list", act: open }];

  byId("shortcut-list", HTMLElement).append(...all.flatMap(({ key, label }) => line([key], label)));
  byId("shortcut-list", HTMLElement).append(...FIXED.flatMap(([keys, label]) => line(keys, label)));
  byId("help", HTMLButtonElement).addEventListener("click", open);
  byId("help-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // The backdrop counts as the dialog.
  });
  enabled.checked = readSetting("shortcuts") !== "off";
  enabled.addEventListener("change", () => writeSetting("shortcuts", enabled.checked ? null : "off"));
  addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const shortcut = shortcutFor(all, event, takesText(target));
    if (!shortcut || !enabled.checked || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    shortcut.act();
  });
}

/** @param {string[]} keys @param {string} label */
function line(keys, label) {
  return [element("dt", "", ...keys.map((key) => element("kbd", "", key))), element("dd", "", label)];
}

/** What works in its place, whatever is chosen. @type {[string[], string][]} */
const FIXED = [
  [["Ctrl", "Enter"], "Publish or request, from a text area"],
  [["↑", "↓", "Page", "Home", "End"], "Walk through the messages of a list"],
  [["Esc"], "Close the message that is open"],
];
