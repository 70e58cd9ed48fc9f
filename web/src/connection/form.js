// @ts-check
/** The form that connects: address, credentials, what to save, and why connecting failed. */
import { byId, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { hidesSomething, publicAddress } from "./address.js";
import { CredentialFields } from "./credentials.js";
import { newId } from "./saved.js";

export class ConnectionForm {
  #connection;
  #saved;
  #address = byId("address", HTMLInputElement);
  #button = byId("connect", HTMLButtonElement);
  #save = byId("save", HTMLInputElement);
  #name = byId("save-name", HTMLInputElement);
  #keep = byId("save-keep", HTMLSelectElement);
  #error = byId("connect-error", HTMLElement);
  #credentials = new CredentialFields(() => this.#drawSaving());
  // The saved connection that the fields were filled from, or an empty string.
  #savedId = "";

  /**
   * @param {import("./connection.js").Connection} connection
   * @param {import("./saved.js").SavedConnections} saved
   * @param {string} address to begin with
   */
  constructor(connection, saved, address) {
    this.#connection = connection;
    this.#saved = saved;
    this.#address.value = address;
    const form = byId("connect-form", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (connection.state === "connecting") connection.close();
      else this.submit();
    });
    form.addEventListener("input", () => this.#fail("")); // What it says may be true no more.
    this.#save.addEventListener("change", () => this.#drawSaving());
    this.#address.addEventListener("input", () => this.#drawSaving());
    byId("connect-new", HTMLButtonElement).addEventListener("click", () => this.#clear());
    connection.addEventListener("state", () => this.#drawState());
    this.#drawSaving();
    this.#drawState();
  }

  /**
   * Fills the fields from a saved connection.
   *
   * @param {import("./saved.js").SavedConnection} entry
   * @returns {boolean} whether nothing is missing to connect
   */
  load(entry) {
    const secrets = this.#saved.secrets(entry.id);
    this.#savedId = entry.id;
    this.#address.value = secrets.address ?? entry.address;
    this.#credentials.fill(entry.kind, secrets);
    this.#save.checked = true;
    this.#name.value = entry.name;
    this.#keep.value = entry.keep;
    this.#fail("");
    this.#drawSaving();
    return !this.#credentials.incomplete;
  }

  /** Puts the cursor where something is missing. */
  focus() {
    if (this.#credentials.incomplete) this.#credentials.focus();
    else this.#address.focus();
  }

  /** Connects with what the fields say, and saves it if that is wanted. */
  async submit() {
    this.#fail("");
    this.#credentials.takeFrom(this.#address);
    this.#drawSaving();
    const target = this.#address.value.trim();
    const id = this.#savedId || newId();
    const wanted = this.#save.checked;
    try {
      if (!(await this.#connection.open(target, this.#credentials.value, wanted ? id : ""))) return;
    } catch (error) {
      const hint = location.protocol === "https:" && /\bws:/i.test(target) ? ` ${SECURE_ONLY}` : "";
      return this.#fail(describeError(error, { address: publicAddress(target) }) + hint);
    }
    if (wanted) this.#saveAs(id, target);
  }

  /** @param {string} id @param {string} target */
  #saveAs(id, target) {
    this.#savedId = id;
    const { kind, value } = this.#credentials;
    const address = publicAddress(target);
    const keep = /** @type {import("./saved.js").Keep} */ (this.#hasSecrets ? this.#keep.value : "ask");
    const secrets = hidesSomething(target) ? { ...value, address: target } : value;
    const name = this.#name.value.trim() || address.replace(/^wss?:\/\//, "");
    this.#name.value = name;
    this.#drawSaving();
    if (!this.#saved.save({ id, name, address, kind, keep }, secrets))
      this.#connection.log("warn", "This browser does not let the page store anything: the connection is not saved");
  }

  get #hasSecrets() {
    return this.#credentials.kind !== "none" || hidesSomething(this.#address.value);
  }

  #clear() {
    this.#savedId = "";
    this.#address.value = "";
    this.#credentials.fill("none", {});
    this.#save.checked = false;
    this.#name.value = "";
    this.#keep.value = "ask";
    this.#fail("");
    this.#drawSaving();
    this.#address.focus();
  }

  #drawSaving() {
    byId("save-fields", HTMLElement).hidden = !this.#save.checked;
    byId("save-keep-field", HTMLElement).hidden = !this.#hasSecrets;
    this.#name.placeholder = publicAddress(this.#address.value).replace(/^wss?:\/\//, "") || "Name";
    byId("connect-new", HTMLButtonElement).hidden = this.#savedId === "";
    setText(byId("connect-heading", HTMLElement), this.#savedId ? "Saved connection" : "New connection");
  }

  #drawState() {
    const { state } = this.#connection;
    this.#button.disabled = false; // The page was there before what listens to its button.
    setText(this.#button, state === "connecting" ? "Cancel" : "Connect");
    this.#button.classList.toggle("primary", state !== "connecting");
  }

  /** @param {string} sentence empty for none */
  #fail(sentence) {
    setText(this.#error, sentence);
    this.#error.hidden = sentence === "";
  }
}

const SECURE_ONLY = "A page that came over https may reach wss:// addresses only, except on this machine.";
