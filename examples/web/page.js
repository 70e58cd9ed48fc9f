// What the pages of this folder share: where the server is, the line that says how the connection is, and errors.

/** Returns the server's address: that of `?server=ws://…`, else what the program says that serves these pages. */
export async function serverAddress() {
  const named = new URLSearchParams(location.search).get("server");
  if (named !== null) {
    return named;
  }
  const config = await fetch("/config.json");
  return (await config.json()).server;
}

/** Says how the connection is, now and whenever that changes. A lost link is replaced without our help. */
export async function showStatus(nc) {
  say("connected", `Connected to ${nc.getServer()}`);
  for await (const { type, data } of nc.status()) {
    if (type === "disconnect") {
      say("lost", "Connection lost, trying again …");
    } else if (type === "reconnect") {
      say("connected", `Connected to ${data}`);
    } else if (type === "error") {
      showError(`The server complains: ${data}`);
    }
  }
  // The loop ends when the connection does.
  const error = await nc.closed();
  say("lost", error ? `Disconnected: ${error.message}` : "Disconnected");
}

/**
 * Does something that may fail. If it does, the page says so; what succeeds takes an earlier error away.
 *
 * @param what - completes "Could not …"
 */
export async function attempt(what, action) {
  try {
    await action();
    showError("");
  } catch (err) {
    showError(`Could not ${what}: ${err.message}`);
  }
}

/** Shows an error where everybody sees it, screen readers included. */
export function showError(text) {
  const place = document.getElementById("error");
  place.textContent = text;
  place.hidden = text === "";
}

/** Returns the object that a message or entry holds as JSON, or null: anybody may publish anything to a subject. */
export function parse(message) {
  try {
    const value = message.json();
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/**
 * Makes an element. Texts become text, never HTML, whoever wrote them.
 *
 * @param children - texts and elements
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
}

/** Returns whether there is a link at this moment. */
export function isConnected() {
  return document.getElementById("status").dataset.state === "connected";
}

/**
 * Returns the row of `key` in a list, and makes one where there is none, at its place in the order of the keys.
 *
 * A row stays the element that it is while what it shows changes. So a button in it keeps the focus.
 */
export function rowOf(list, key, make) {
  const rows = [...list.children];
  const found = rows.find((row) => row.dataset.key === key);
  if (found) {
    return found;
  }
  const row = make();
  row.dataset.key = key;
  list.insertBefore(row, rows.find((other) => other.dataset.key > key) ?? null);
  return row;
}

function say(state, text) {
  const place = document.getElementById("status");
  place.dataset.state = state;
  place.textContent = text;
}
