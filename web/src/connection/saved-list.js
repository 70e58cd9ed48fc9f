// @ts-check
/** The list of saved connections: connect, edit, remove with a way back. */
import { byId, element, icon, pushButton, setText } from "../lib/dom.js";

/** @typedef {import("./saved.js").SavedConnection} SavedConnection */

/**
 * @param {import("./saved.js").SavedConnections} saved
 * @param {import("./form.js").ConnectionForm} form
 * @param {import("./connection.js").Connection} connection
 */
export function startSavedList(saved, form, connection) {
  const list = byId("saved-list", HTMLUListElement);
  const empty = byId("saved-empty", HTMLElement);
  const foot = byId("saved-foot", HTMLElement);
  const undo = startUndo();

  const connectTo = (/** @type {SavedConnection} */ entry) => {
    if (form.load(entry)) form.submit();
    else form.focus();
  };
  const edit = (/** @type {SavedConnection} */ entry) => {
    form.load(entry);
    form.focus();
  };
  const remove = (/** @type {SavedConnection} */ entry) => {
    undo.offer(`Removed “${entry.name}”.`, saved.remove(entry.id));
  };
  const draw = () => {
    const entries = saved.list();
    const inUse = connection.state === "idle" ? "" : connection.savedId;
    list.replaceChildren(...entries.map((entry) => row(entry, entry.id === inUse, { connectTo, edit, remove })));
    empty.hidden = entries.length > 0;
    foot.hidden = entries.length === 0;
  };

  byId("saved-clear", HTMLButtonElement).addEventListener("click", () => {
    const count = saved.list().length;
    undo.offer(`Removed ${count === 1 ? "the saved connection" : `all ${count} saved connections`}.`, saved.clear());
  });
  saved.addEventListener("change", draw);
  connection.addEventListener("state", draw);
  draw();
}

/**
 * @param {SavedConnection} entry
 * @param {boolean} inUse
 * @param {Record<"connectTo" | "edit" | "remove", (entry: SavedConnection) => void>} actions
 */
function row(entry, inUse, { connectTo, edit, remove }) {
  const connect = pushButton("saved-connect", () => connectTo(entry));
  connect.append(
    element("span", "saved-name", entry.name),
    element("span", "saved-address mono", entry.address),
    element("span", "saved-tags", ...tags(entry, inUse)),
  );
  connect.setAttribute("aria-label", `Connect to ${entry.name}`);
  const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ act) => {
    const made = pushButton("quiet square", act, icon(name));
    made.setAttribute("aria-label", `${label} ${entry.name}`);
    made.title = label;
    return made;
  };
  return element(
    "li",
    inUse ? "saved in-use" : "saved",
    connect,
    button("edit", "Edit", () => edit(entry)),
    button("trash", "Remove", () => remove(entry)),
  );
}

/** @param {SavedConnection} entry @param {boolean} inUse */
function tags({ kind, keep }, inUse) {
  return [
    ...(inUse ? [element("span", "tag good", "in use")] : []),
    element("span", "tag", KIND_TEXT[kind]),
    ...(kind === "none" && keep === "ask" ? [] : [element("span", "tag", KEEP_TEXT[keep])]),
  ];
}

/** One line that says what was removed, with a button that brings it back. */
function startUndo() {
  const line = byId("saved-undo", HTMLElement);
  const text = byId("saved-undo-text", HTMLElement);
  const button = byId("saved-undo-button", HTMLButtonElement);
  let restore = () => {};
  button.addEventListener("click", () => {
    restore();
    line.hidden = true;
    byId("saved-list", HTMLUListElement).querySelector("button")?.focus();
  });
  return {
    offer(/** @type {string} */ sentence, /** @type {() => void} */ undo) {
      restore = undo;
      setText(text, sentence);
      line.hidden = false;
      // What was pressed is gone from the page, and the focus with it.
      button.focus();
    },
  };
}

const KIND_TEXT = {
  none: "no credentials",
  user: "user and password",
  token: "token",
  nkey: "nkey",
  creds: "credentials file",
};
const KEEP_TEXT = { ask: "asks each time", tab: "kept for this tab", device: "kept on this device" };
