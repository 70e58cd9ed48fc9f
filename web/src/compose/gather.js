// @ts-check
/** A request that any number may answer. */
import { ErrorCode, RequestStrategy } from "nats-web";
import { errorCode } from "../lib/errors.js";

/**
 * Publishes a request and hands on every answer. That nobody answers is no error.
 *
 * @param {import("nats-web").NatsConnection} client
 * @param {string} subject
 * @param {object} options
 * @param {Uint8Array} [options.payload]
 * @param {import("nats-web").MsgHdrs} [options.headers]
 * @param {number} options.within milliseconds in all
 * @param {number} [options.quiet] milliseconds without another answer after which no more are expected
 * @param {(answer: import("nats-web").Msg, milliseconds: number) => void} answered told of each, and when it came
 * @throws what the client rejects with
 */
export async function gather(client, subject, { payload, headers, within, quiet }, answered) {
  const strategy = quiet ? RequestStrategy.JitterTimer : RequestStrategy.Timer;
  const start = performance.now();
  try {
    const answers = await client.requestMany(subject, payload, {
      strategy,
      maxWait: within,
      ...(quiet ? { jitter: quiet } : {}),
      ...(headers ? { headers } : {}),
    });
    for await (const answer of answers) answered(answer, performance.now() - start);
  } catch (error) {
    if (errorCode(error) !== ErrorCode.NoResponders) throw error;
  }
}
