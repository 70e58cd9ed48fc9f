// Steps about streams and their messages.

export const streamSteps = {
  "stream.add": async ({ jsm }, { config }) => (await jsm.streams.add(config)).config,
  "stream.update": async ({ jsm }, { config }) => (await jsm.streams.update(config.name, config)).config,
  "stream.config": async ({ jsm }, { stream }) => (await jsm.streams.info(stream)).config,
  "stream.state": async ({ jsm }, { stream }) => {
    const { messages, first_seq, last_seq } = (await jsm.streams.info(stream)).state;
    return { messages, firstSeq: first_seq, lastSeq: last_seq };
  },
  "stream.publish": async (client, { subject, data, headers, msgID, lastSequence }) => {
    const opts = { msgID, headers: headersOf(client, headers) };
    if (lastSequence !== undefined) {
      opts.expect = { lastSequence };
    }
    const ack = await client.js.publish(subject, fromBase64(data), opts);
    return { stream: ack.stream, seq: ack.seq, duplicate: ack.duplicate };
  },
  "stream.message": async ({ jsm }, { stream, seq }) => {
    const msg = await jsm.streams.getMessage(stream, { seq });
    return describeMessage(msg.subject, msg.seq, msg.data, msg.header, msg.time);
  },
};

/** Returns a message as all clients describe it. */
export function describeMessage(subject, seq, data, headers, time) {
  return { subject, seq, data: toBase64(data), headers: describeHeaders(headers), time: time.getTime() };
}

/** Returns headers with all their values. */
export function describeHeaders(headers) {
  return Object.fromEntries((headers?.keys() ?? []).map((name) => [name, headers.values(name)]));
}

/** Returns what `describeHeaders` describes; `undefined` if that is nothing. */
export function headersOf({ module }, described) {
  if (described === undefined) {
    return undefined;
  }
  const headers = module.headers();
  for (const [name, values] of Object.entries(described)) {
    for (const value of values) {
      headers.append(name, value);
    }
  }
  return headers;
}

/** Returns bytes as text. */
export function toBase64(bytes) {
  return Buffer.from(bytes).toString("base64");
}

/** Returns the bytes that a text stands for. */
export function fromBase64(text = "") {
  return new Uint8Array(Buffer.from(text, "base64"));
}
