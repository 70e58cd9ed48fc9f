// @ts-check
/** The bar at the top: address, credentials, the connect button, the state, and why connecting failed. */
import { byId, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { publicAddress } from "../lib/format.js";

/**
 * @param {import("./connection.js").Connection} connection
 * @param {import("./settings.js").Settings} settings
 */
export function startConnectionForm(connection, settings) {
  const address = byId("address", HTMLInputElement);
  const button = byId("connect", HTMLButtonElement);
  const state = byId("state", HTMLElement);
  const credentials = credentialFields();
  const notice = startNotice();

  address.value = settings.address;
  byId("connect-form", HTMLFormElement).addEventListener("submit", async (event) => {
    event.preventDefault();
    notice.hide();
    if (connection.state !== "idle") return connection.close();
    credentials.takeFrom(address);
    const target = address.value.trim();
    try {
      if (await connection.open(target, credentials.value())) settings.rememberAddress(target);
    } catch (error) {
      notice.show(describeError(error, { address: publicAddress(target) }));
    }
  });

  connection.addEventListener("state", () => {
    const idle = connection.state === "idle";
    setText(state, STATE_TEXT[connection.state]);
    state.dataset.state = connection.state;
    setText(button, connection.state === "connecting" ? "Cancel" : idle ? "Connect" : "Disconnect");
    button.classList.toggle("primary", idle);
    address.readOnly = !idle;
    credentials.setEnabled(idle);
  });
}

/** The fields for user name, password and token. They live in the page only as long as the page does. */
function credentialFields() {
  const user = byId("user", HTMLInputElement);
  const password = byId("password", HTMLInputElement);
  const token = byId("token", HTMLInputElement);
  const box = byId("credentials", HTMLDetailsElement);
  const fields = [user, password, token];
  const mark = () =>
    box.classList.toggle(
      "in-use",
      fields.some((field) => field.value !== ""),
    );

  box.addEventListener("input", mark);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !box.contains(event.target)) box.open = false;
  });

  return {
    /** @returns {import("./connection.js").Credentials} */
    value() {
      box.open = false;
      return {
        ...(user.value || password.value ? { user: user.value, pass: password.value } : {}),
        ...(token.value ? { token: token.value } : {}),
      };
    },

    /**
     * Moves `user:password@` out of an address and into the fields, where it is neither shown nor remembered.
     *
     * @param {HTMLInputElement} address
     */
    takeFrom(address) {
      const parts = /^([a-z][a-z0-9+.-]*:\/\/)?([^/@]*)@(.*)$/is.exec(address.value.trim());
      if (!parts) return;
      const [, scheme = "", secret, rest] = parts;
      const [name, ...pass] = secret.split(":");
      if (pass.length === 0) {
        token.value = decode(name);
      } else {
        user.value = decode(name);
        password.value = decode(pass.join(":"));
      }
      address.value = scheme + rest;
      mark();
    },

    /** @param {boolean} enabled */
    setEnabled(enabled) {
      for (const field of fields) field.readOnly = !enabled;
    },
  };
}

/** The line under the bar that says what went wrong. */
function startNotice() {
  const box = byId("notice", HTMLElement);
  const text = byId("notice-text", HTMLElement);
  byId("notice-close", HTMLButtonElement).addEventListener("click", () => {
    box.hidden = true;
  });
  return {
    /** @param {string} sentence */
    show(sentence) {
      text.textContent = sentence;
      box.hidden = false;
    },
    hide() {
      box.hidden = true;
    },
  };
}

/** @param {string} text percent-encoded, or not */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const STATE_TEXT = {
  idle: "Not connected",
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Reconnecting…",
};
