/** Names that are not fit, in the words of the API. */
import { invalid } from "../checks.js";
import type { JetStreamCore } from "./core.js";

/** @throws NatsError if it is not fit for a stream */
export function checkStream(core: JetStreamCore, name: unknown): asserts name is string {
  check(core, "stream", name);
}

/** @throws NatsError if it is not fit for a consumer */
export function checkDurable(core: JetStreamCore, name: unknown): asserts name is string {
  check(core, "durable", name);
}

/** @throws NatsError if the name of a consumer's configuration is not fit */
export function checkConsumerName(core: JetStreamCore, name: string): void {
  const bad = core.unfit(name);
  if (bad) {
    throw invalid(`consumer 'name' cannot contain '${shown(bad)}'`);
  }
}

function check(core: JetStreamCore, context: string, name: unknown): void {
  const text = name ?? "";
  if (typeof text !== "string") {
    throw invalid(`invalid ${context} name - ${context} name should be a string`);
  }
  const bad = core.unfit(text);
  if (bad === "") {
    throw invalid(`${context} name required`);
  }
  if (bad !== undefined) {
    throw invalid(`invalid ${context} name - ${context} name cannot contain '${shown(bad)}'`);
  }
}

/** How a character stands in an error. */
export function shown(character: string): string {
  return ESCAPES[character] ?? character;
}

const ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
