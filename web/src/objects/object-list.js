// @ts-check
/** The objects of a store as a table. */
import { element, icon, pushButton } from "../lib/dom.js";
import { formatBytes, formatCount, plainDirection } from "../lib/format.js";
import { cell, table } from "../lib/table.js";
import { linkTarget, storedAt } from "./model.js";

/** @typedef {import("nats-web").ObjectInfo} ObjectInfo */

/**
 * @param {ObjectInfo[]} objects
 * @param {boolean} sealed whether nothing can be deleted
 * @param {Record<"download" | "remove", (info: ObjectInfo) => void>} actions
 * @returns {HTMLElement[]}
 */
export function objectList(objects, sealed, actions) {
  if (objects.length === 0) return [element("p", "muted", "There is no object yet.")];
  const rows = objects.slice(0, MOST_SHOWN).map((info, index) => objectRow(info, index, sealed, actions));
  const rest = objects.length - rows.length;
  return [
    table("Objects", ["Name", "#Size", "Stored", "Digest", ""], rows),
    ...(rest > 0 ? [element("p", "muted", `and ${formatCount(rest)} more`)] : []),
  ];
}

/**
 * @param {ObjectInfo} info
 * @param {number} index
 * @param {boolean} sealed
 * @param {Record<"download" | "remove", (info: ObjectInfo) => void>} actions
 */
function objectRow(info, index, sealed, { download, remove }) {
  const link = linkTarget(info);
  const name = element("span", "strong", plainDirection(info.name));
  const digest = cell("mono", link ? "–" : `${info.digest.replace("SHA-256=", "").slice(0, 12)}…`);
  digest.title = info.digest;
  const get = button(`Download ${info.name}`, "save", () => download(info));
  get.id = `object-get-${index}`;
  get.disabled = info.options?.link !== undefined && !info.options.link.name;
  const drop = button(`Delete ${info.name}`, "trash", () => remove(info));
  drop.id = `object-delete-${index}`;
  drop.disabled = sealed;
  return [
    cell("", name, ...(link ? [element("span", "muted", ` → ${plainDirection(link)}`)] : [])),
    cell("number", link ? "link" : formatBytes(info.size)),
    cell("", storedAt(info)),
    digest,
    cell("action", get, drop),
  ];
}

/** @param {string} label @param {string} name @param {() => void} act */
function button(label, name, act) {
  const made = pushButton("small", act, icon(name));
  made.setAttribute("aria-label", plainDirection(label));
  made.title = plainDirection(label);
  return made;
}

const MOST_SHOWN = 500;
