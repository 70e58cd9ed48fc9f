// @ts-check
/** What a page of JetStream says in place of a list. It touches no document. */
import { describeError, errorCode, meansNoJetStream } from "../lib/errors.js";

/**
 * @typedef {object} Situation
 * @property {boolean} connected
 * @property {string} noun what is listed, in the plural
 * @property {string} none what is said where there is nothing
 * @property {boolean} answered whether a list has come
 * @property {unknown} error of the last request, or `null`
 */

/**
 * One or two sentences that say why there is no list.
 *
 * @param {Situation} situation
 */
export function describeSituation({ connected, noun, none, answered, error }) {
  if (!connected) return `Connect to see the ${noun} of the server.`;
  if (error !== null && meansNoJetStream(error)) return NO_JETSTREAM;
  if (error !== null && errorCode(error) === "PERMISSIONS_VIOLATION") return `${NOT_PERMITTED} ${describeError(error)}`;
  if (error !== null) return `The ${noun} cannot be listed. ${describeError(error)}`;
  return answered ? none : `Asking for the ${noun}…`;
}

const NO_JETSTREAM =
  "There is no JetStream here: this server runs without it, or it is not enabled for this account. " +
  "A nats-server has it when it is started with -js.";
const NOT_PERMITTED = "These credentials may not use the requests of JetStream.";
