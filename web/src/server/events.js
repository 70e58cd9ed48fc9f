// @ts-check
/** The list of what happened to the connection, newest first. */
import { byId, element, setText } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";

/** @param {import("../connection/connection.js").Connection} connection */
export function startEvents(connection) {
  const list = byId("events", HTMLOListElement);
  const empty = byId("events-empty", HTMLElement);
  let lastKey = "";

  connection.addEventListener("log", (event) => {
    const entry = /** @type {CustomEvent<import("../connection/connection.js").LogEntry>} */ (event).detail;
    const repeats = entry.key !== undefined && entry.key === lastKey;
    if (repeats && list.firstElementChild) list.firstElementChild.replaceWith(row(entry));
    else list.prepend(row(entry));
    lastKey = entry.key ?? "";
    while (list.childElementCount > KEPT_EVENTS) list.lastElementChild?.remove();
    empty.hidden = true;
  });

  byId("events-clear", HTMLButtonElement).addEventListener("click", () => {
    list.replaceChildren();
    lastKey = "";
    empty.hidden = false;
  });
}

/** @param {import("../connection/connection.js").LogEntry} entry */
function row(entry) {
  const now = Date.now();
  const time = element("time", "mono");
  time.dateTime = new Date(now).toISOString();
  setText(time, formatTime(now));
  const item = element("li", `event ${entry.level}`, time, element("span", "event-text", entry.text));
  return item;
}

const KEPT_EVENTS = 200;
