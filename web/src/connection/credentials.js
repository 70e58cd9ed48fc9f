// @ts-check
/** The fields for credentials. What is typed into them lives in the page only, unless the user saves it. */
import { byId } from "../lib/dom.js";
import { takeUserInfo } from "./address.js";

/**
 * @typedef {import("./saved.js").CredentialKind} CredentialKind
 * @typedef {import("./connection.js").Credentials} Credentials
 */

/** One choice of kinds, and the fields of the kind that is chosen. */
export class CredentialFields {
  #choice = byId("credential-kind", HTMLFieldSetElement);
  #file = byId("creds-file", HTMLInputElement);
  /** The fields of each kind, by the names that their values have. */
  #fields = {
    none: {},
    user: { user: byId("user", HTMLInputElement), pass: byId("password", HTMLInputElement) },
    token: { token: byId("token", HTMLInputElement) },
    nkey: { seed: byId("seed", HTMLInputElement) },
    creds: { creds: byId("creds", HTMLTextAreaElement) },
  };

  /** @param {() => void} changed told when another kind was chosen */
  constructor(changed) {
    this.#choice.addEventListener("change", () => {
      this.#drawKind();
      changed();
    });
    this.#file.addEventListener("change", async () => {
      const text = await this.#file.files?.[0]?.text();
      if (text !== undefined) this.#fields.creds.creds.value = text;
      this.#file.value = ""; // The same file may be chosen again.
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

  /** The credentials of the kind that is chosen. @returns {Credentials} */
  get value() {
    const entries = Object.entries(this.#fields[this.kind]).map(([name, field]) => [name, field.value]);
    return Object.fromEntries(entries);
  }

  /** Whether something is still to be typed in. */
  get incomplete() {
    return Object.values(this.value).includes("");
  }

  /** @param {CredentialKind} kind @param {Credentials} values */
  fill(kind, values) {
    const known = /** @type {Record<string, string | undefined>} */ (values);
    for (const fields of Object.values(this.#fields))
      for (const [name, field] of Object.entries(fields)) field.value = known[name] ?? "";
    this.kind = kind;
  }

  /** Puts the cursor where something is missing. */
  focus() {
    const fields = Object.values(this.#fields[this.kind]);
    (fields.find((field) => field.value === "") ?? fields[0])?.focus();
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
    for (const kind of Object.keys(this.#fields)) {
      const box = document.getElementById(`${kind}-fields`);
      if (box) box.hidden = kind !== this.kind;
    }
  }
}
