// @ts-check
/** Turns errors of the client into sentences: what happened, then the code that the client gave it. */

/**
 * @param {unknown} error
 * @param {{ subject?: string, address?: string, timeout?: number }} [about] what was being tried, to be named in the sentence;
 *   `timeout` in milliseconds
 * @returns {string} one or two sentences, with the code in brackets at the end if it says more than that it is unknown
 */
export function describeError(error, about = {}) {
  const refused = apiError(error);
  if (refused) return describeRefusal(refused);
  const given = errorCode(error);
  const code = given === "UNKNOWN_ERROR" ? "" : given;
  const message = errorMessage(error);
  // A browser does not tell a page why a socket failed; the client then says that there is none.
  if (about.address && message.startsWith("no WebSocket at")) return unreachable(about);
  if (code.startsWith("nkeys:")) return `This is not the seed of an nkey. (${code})`;
  const sentence = SENTENCES[code]?.(about);
  if (sentence) return `${sentence} (${code}${addsDetail(message, code) ? `: ${message}` : ""})`;
  const words = message || (about.address ? unreachable(about) : "Something failed without a reason.");
  return code && code !== message ? `${capital(words)} (${code})` : capital(words);
}

/**
 * The client's code of an error, or an empty string.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function errorCode(error) {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return String(error.code);
}

/**
 * The number that JetStream gives what it refused, or 0 where the error is of another kind.
 *
 * @param {unknown} error
 */
export function refusalNumber(error) {
  return apiError(error)?.err_code ?? 0;
}

/**
 * Whether an error of a request to JetStream means that there is none: no server answers such requests, or those that do
 * say that it is not enabled.
 *
 * @param {unknown} error
 */
export function meansNoJetStream(error) {
  const refused = apiError(error);
  return refused ? NOT_ENABLED.has(refused.err_code ?? 0) : errorCode(error) === "503";
}

/** @param {unknown} error @returns {{ code: number, description: string, err_code?: number } | undefined} */
function apiError(error) {
  return error instanceof Error && "api_error" in error ? /** @type {any} */ (error.api_error) : undefined;
}

/** @param {{ code: number, description: string, err_code?: number }} refused */
function describeRefusal({ code, description, err_code }) {
  return `${capital(description)} (JetStream ${err_code ?? code})`;
}

/** A socket that fails tells a page nothing, so its error may come without a message. @param {unknown} error */
function errorMessage(error) {
  if (!(error instanceof Error)) return String(error);
  const message = error.message === "undefined" ? "" : (error.message ?? "");
  return message.replace(/^servers option: /, "");
}

/** @param {string} message @param {string} code */
function addsDetail(message, code) {
  const plain = message
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
  return message !== "" && plain !== code && !plain.startsWith(`${code}_`);
}

/** @param {{ address?: string }} about */
function unreachable({ address }) {
  return `No NATS server could be reached at ${address ?? "this address"}. Is it running, and is this its WebSocket port?`;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @type {Record<string, (about: { subject?: string, address?: string, timeout?: number }) => string>} */
const SENTENCES = {
  503: ({ subject }) => `Nobody answers${subject ? ` on “${subject}”` : ""}: no responder is subscribed.`,
  TIMEOUT: ({ timeout, address }) =>
    address
      ? `${address} did not answer in time.`
      : timeout
        ? `No reply came within ${timeout.toLocaleString("en")} ms.`
        : "No answer came in time.",
  CONNECTION_REFUSED: unreachable,
  CONNECTION_TIMEOUT: ({ address }) => `${address ?? "The server"} did not answer in time.`,
  CONNECTION_CLOSED: () => "The connection is closed.",
  CONNECTION_DRAINING: () => "The connection is being drained.",
  DISCONNECT: () => "The connection was lost.",
  AUTHORIZATION_VIOLATION: () => "The server refused these credentials.",
  AUTHENTICATION_EXPIRED: () => "The credentials have expired.",
  AUTHENTICATION_TIMEOUT: () => "The server waited too long for credentials.",
  ACCOUNT_EXPIRED: () => "The account has expired.",
  BAD_AUTHENTICATION: () => "These credentials do not fit together: use a user name with a password, or a token.",
  BAD_CREDS: () => "These are no credentials that can be read: a credentials file has a JWT and the seed of a key.",
  PERMISSIONS_VIOLATION: ({ subject }) => `The server does not permit this${subject ? ` on “${subject}”` : ""}.`,
  BAD_SUBJECT: ({ subject }) => `${subject ? `“${subject}”` : "This"} is not a valid subject.`,
  BAD_HEADER: () => "A header is not valid.",
  MAX_PAYLOAD_EXCEEDED: () => "The payload is larger than the server takes.",
  WSS_REQUIRED: () => "The server asks for a secure connection: use a wss:// address.",
};
/** JetStream is not enabled on the server, or not for the account. */
const NOT_ENABLED = new Set([10039, 10076]);
