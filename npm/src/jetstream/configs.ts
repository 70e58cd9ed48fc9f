/** Configurations as they are sent. */
import { invalid } from "../checks.js";
import { type Body, Feature } from "../core/boundary.js";
import type { JetStreamContext } from "./context.js";
import type { JetStreamCore } from "./core.js";
import type { StreamConfig, StreamSource, StreamUpdateConfig } from "./types/streams.js";

/** `config` with those members only that such a body has: servers refuse others. */
export function knownOf<T extends object>(js: JetStreamContext, body: Body, config: T): Partial<T> {
  return JSON.parse(js.known(body, config));
}

/**
 * What the server has, changed as `changes` says; a member that is there and undefined is left out. What the server has
 * is passed back whole, also what this client does not know: leaving it out would change it.
 */
export function merged<T extends object>(js: JetStreamContext, body: Body, old: T, changes: Partial<T>): T {
  const next = { ...old, ...knownOf(js, body, changes) };
  for (const key of Object.keys(changes) as (keyof T)[]) {
    if (changes[key] === undefined) {
      delete next[key];
    }
  }
  return next;
}

/**
 * `config` with the ways to other domains said as servers know them.
 *
 * @throws NatsError if a source has a domain and a way there, or a domain that is not fit
 */
export function withSources<T extends Partial<StreamConfig>>(core: JetStreamCore, config: T): T {
  const copy = { ...config };
  if (copy.mirror) {
    copy.mirror = withExternal(core, copy.mirror);
  }
  if (copy.sources) {
    copy.sources = copy.sources.map((source) => withExternal(core, source));
  }
  return copy;
}

/** @throws NatsError if the server is too old for what `config` has */
export function checkStreamFeatures(js: JetStreamContext, config: Partial<StreamConfig>): void {
  for (const [feature, member] of STREAM_FEATURES) {
    if (config[member]) {
      js.mustHave(feature, `stream '${member}'`);
    }
  }
  for (const source of config.sources ?? []) {
    checkSource(js, "stream sources", source);
  }
  if (config.mirror) {
    checkSource(js, "stream mirror", config.mirror);
  }
}

function checkSource(js: JetStreamContext, context: string, source: StreamSource): void {
  if (source.subject_transforms?.length) {
    js.mustHave(Feature.SourceTransforms, `${context} 'subject_transforms'`);
  }
}

function withExternal(core: JetStreamCore, source: StreamSource): StreamSource {
  const { domain, ...rest } = source;
  if (!domain) {
    return rest;
  }
  if (rest.external) {
    throw invalid("domain and external are both set");
  }
  const api = core.prefix("", domain);
  if (api === undefined) {
    throw invalid(`invalid domain - '${domain}'`);
  }
  return { ...rest, external: { api } };
}

const STREAM_FEATURES: [Feature, keyof StreamConfig & (keyof StreamUpdateConfig | "first_seq")][] = [
  [Feature.Metadata, "metadata"],
  [Feature.FirstSequence, "first_seq"],
  [Feature.SubjectTransform, "subject_transform"],
  [Feature.Compression, "compression"],
  [Feature.ConsumerLimits, "consumer_limits"],
];
