// @ts-check
/** Where files are dropped, or chosen. */
import { element } from "../lib/dom.js";

/**
 * @param {(files: File[]) => void} take
 * @returns {HTMLElement}
 */
export function dropZone(take) {
  const input = element("input");
  input.type = "file";
  input.multiple = true;
  input.setAttribute("aria-label", "Choose files to store");
  input.addEventListener("change", () => {
    take([...(input.files ?? [])]);
    input.value = "";
  });
  const zone = element(
    "div",
    "drop-zone",
    element("span", "", "Drop files here to store them, or"),
    element("label", "button small", "Choose files…", input),
  );
  const over = (/** @type {boolean} */ is) => zone.classList.toggle("over", is);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  return zone;
}
