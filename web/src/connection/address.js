// @ts-check
/** Addresses of servers, and what in them must be neither shown nor written down. */

/**
 * The addresses in a text, which may be several, separated by commas or blanks.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function addressList(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/**
 * An address, or several, as they may be shown, logged and stored: without user name, password, query and fragment,
 * each of which may hold a secret.
 *
 * @param {string} text
 */
export function publicAddress(text) {
  return addressList(text)
    .map((address) => address.replace(ANY_USER_INFO, "$1").replace(/[?#].*$/s, ""))
    .join(", ");
}

/**
 * Takes user name and password out of an address, or several.
 *
 * @param {string} text
 * @returns {{ address: string, user?: string, pass?: string, token?: string }} a name without a password is a token
 */
export function takeUserInfo(text) {
  /** @type {{ address: string, user?: string, pass?: string, token?: string }} */
  const taken = { address: "" };
  const rest = addressList(text).map((address) => {
    const [whole, scheme = "", userInfo] = USER_INFO.exec(address) ?? [];
    if (whole === undefined) return address;
    const [name, ...password] = userInfo.split(":");
    if (password.length === 0) taken.token = decode(name);
    else Object.assign(taken, { user: decode(name), pass: decode(password.join(":")) });
    return scheme + address.slice(whole.length);
  });
  taken.address = rest.join(", ");
  return taken;
}

/**
 * Whether something in a text would be left out of its public form.
 *
 * @param {string} text
 */
export function hidesSomething(text) {
  return publicAddress(text) !== addressList(text).join(", ");
}

/** @param {string} text percent-encoded, or not */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i;
// What to hide goes further than what to read: up to the last @ before the path, should a password have been mistyped.
const ANY_USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i;
