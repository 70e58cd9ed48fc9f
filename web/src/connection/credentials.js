// @ts-check
/** The fields for credentials. What is typed into them lives in the page only, unless the user saves it. */
import { byId } from "../lib/dom.js";
import { takeUserInfo } from "./address.js";

/** @typedef {import("./saved.js").CredentialKind} CredentialKind */

/** One choice of kinds, and the fields of the kind that is chosen. */
export class CredentialFields {
  #user = byId("user", HTMLInputElement);
  #password = byId("password", HTMLInputElement);
  #token = byId("token", HTMLInputElement);
  #choice = byId("credential-kind", HTMLFieldSetElement);

  /** @param {() => void} changed told when another kind was chosen */
  constructor(changed) {
    this.#choice.addEventListener("change", () => {
      this.#drawKind();
      changed();
    });
    this.#drawKind();
  }

  /** @returns {CredentialKind} */
  get kind() {
    const chosen = this.#choice.querySelector("input:checked");
    return chosen instanceof HTMLInputElement ? /** @type {CredentialKind} */ (chosen.value) : "none";
  }

  set kind(kind) {
    for (const radio of this.#choice.querySelectorAll("input")) radio.checked = radio.value === kind;
    this.#drawKind();
  }

  /** The credentials of the kind that is chosen. @returns {import("./connection.js").Credentials} */
  get value() {
    if (this.kind === "user") return { user: this.#user.value, pass: this.#password.value };
    return this.kind === "token" ? { token: this.#token.value } : {};
  }

  /** Whether something is still to be typed in. */
  get incomplete() {
    return Object.values(this.value).includes("");
  }

  /** @param {CredentialKind} kind @param {import("./connection.js").Credentials} values */
  fill(kind, { user = "", pass = "", token = "" }) {
    this.#user.value = user;
    this.#password.value = pass;
    this.#token.value = token;
    this.kind = kind;
  }

  /** Puts the cursor where something is missing. */
  focus() {
    const fields = this.kind === "user" ? [this.#user, this.#password] : [this.#token];
    (fields.find((field) => field.value === "") ?? fields[0]).focus();
  }

  /**
   * Moves `user:password@` or `token@` out of an address and into the fields, where it is neither shown nor stored.
   *
   * @param {HTMLInputElement} address
   */
  takeFrom(address) {
    const { address: rest, ...found } = takeUserInfo(address.value);
    if (Object.keys(found).length === 0) return;
    address.value = rest;
    this.fill(found.user === undefined ? "token" : "user", found);
  }

  #drawKind() {
    byId("user-fields", HTMLElement).hidden = this.kind !== "user";
    byId("token-fields", HTMLElement).hidden = this.kind !== "token";
  }
}
