// @ts-check
/** Tables, and lists of facts. Where a table has no room, its rows become blocks whose cells say what they are. */
import { element } from "./dom.js";

/**
 * A cell of a table.
 *
 * @param {string} className
 * @param {...(Node | string)} children
 */
export function cell(className, ...children) {
  return element("td", className, ...children);
}

/**
 * A table in a frame that scrolls.
 *
 * @param {string} label
 * @param {string[]} heads a leading `#` makes a column of numbers; an empty one is that of the buttons
 * @param {HTMLTableCellElement[][]} rows
 */
export function table(label, heads, rows) {
  const headRow = element("tr");
  for (const head of heads) {
    const name = head || element("span", "visually-hidden", "Actions");
    const made = element("th", head.startsWith("#") ? "number" : "", head.startsWith("#") ? head.slice(1) : name);
    made.scope = "col";
    headRow.append(made);
  }
  const labelled = (/** @type {HTMLTableCellElement} */ cell, /** @type {number} */ column) => {
    const head = heads[column].replace("#", "");
    if (column > 0 && head) cell.dataset.label = head;
    return cell;
  };
  const body = element("tbody", "", ...rows.map((cells) => element("tr", "", ...cells.map(labelled))));
  const made = element(
    "table",
    "grid",
    element("caption", "visually-hidden", label),
    element("thead", "", headRow),
    body,
  );
  const frame = element("div", "table-frame", made);
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", label);
  return frame;
}

/**
 * The parts of a list of facts: a name and a value for each.
 *
 * @param {[string, string][]} entries
 */
export function facts(entries) {
  return entries.map(([name, value]) => element("div", "", element("dt", "", name), element("dd", "", value)));
}
