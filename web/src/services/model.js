// @ts-check
/**
 * What services say of themselves, put together: answers to PING, INFO and STATS become services with their instances
 * and endpoints. Anybody may answer these, so nothing in an answer is taken for granted. Source: ADR-32.
 */

/**
 * @typedef {object} Endpoint
 * @property {string} name
 * @property {string} subject
 * @property {string} queue an empty string for none
 * @property {Record<string, string>} metadata
 * @property {number} requests
 * @property {number} errors
 * @property {number} time spent on all requests, in nanoseconds
 * @property {string} lastError
 * @property {number | null} rate requests per second since the survey before; `null` where there was none
 *
 * @typedef {object} Instance
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {string} description
 * @property {Record<string, string>} metadata
 * @property {string} started ISO date, or an empty string
 * @property {number | null} ping milliseconds until it answered a PING
 * @property {Endpoint[]} endpoints
 *
 * @typedef {object} Service
 * @property {string} name
 * @property {string[]} versions
 * @property {string} description
 * @property {Instance[]} instances
 * @property {Endpoint[]} endpoints those of all instances, added up
 *
 * @typedef {{ time: number, instances: Map<string, Instance> }} Survey `time` in milliseconds
 */

/**
 * An answer as an object with an id and a name, or `null` for anything else.
 *
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
export function readAnswer(text) {
  try {
    const answer = JSON.parse(text);
    return typeof answer?.id === "string" && typeof answer.name === "string" ? answer : null;
  } catch {
    return null;
  }
}

/**
 * Adds an answer to what is known of its instance.
 *
 * @param {Survey} survey
 * @param {Record<string, unknown>} answer from {@link readAnswer}
 */
export function addAnswer({ instances }, answer) {
  const id = text(answer.id);
  const known = instances.get(id) ?? newInstance(id);
  instances.set(id, known);
  known.name = text(answer.name);
  known.version = text(answer.version) || known.version;
  known.description = text(answer.description) || known.description;
  known.started = text(answer.started) || known.started;
  if (isRecord(answer.metadata)) known.metadata = texts(answer.metadata);
  for (const each of Array.isArray(answer.endpoints) ? answer.endpoints.filter(isRecord) : []) addEndpoint(known, each);
}

/**
 * The services of a survey by name, with rates where an earlier survey is given.
 *
 * @param {Survey} survey
 * @param {Survey | null} before
 * @returns {Service[]}
 */
export function servicesOf(survey, before) {
  if (before) addRates(survey, before);
  /** @type {Map<string, Instance[]>} */
  const byName = new Map();
  for (const instance of survey.instances.values()) {
    byName.set(instance.name, [...(byName.get(instance.name) ?? []), instance]);
  }
  const services = [...byName].map(([name, instances]) => ({
    name,
    versions: [...new Set(instances.map(({ version }) => version))].sort(),
    description: instances.find(({ description }) => description)?.description ?? "",
    instances: instances.sort((a, b) => a.id.localeCompare(b.id)),
    endpoints: sumEndpoints(instances.flatMap(({ endpoints }) => endpoints)),
  }));
  return services.sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {Survey} survey @param {Survey} before */
function addRates(survey, before) {
  const seconds = (survey.time - before.time) / 1000;
  for (const { id, endpoints } of survey.instances.values()) {
    const earlier = before.instances.get(id)?.endpoints ?? [];
    for (const endpoint of endpoints) {
      const same = earlier.find(({ name, subject }) => name === endpoint.name && subject === endpoint.subject);
      // Statistics may be reset between two surveys.
      if (same && seconds > 0) endpoint.rate = Math.max(0, endpoint.requests - same.requests) / seconds;
    }
  }
}

/** @param {Instance} instance @param {Record<string, unknown>} answer */
function addEndpoint(instance, answer) {
  const [name, subject] = [text(answer.name), text(answer.subject)];
  const known = instance.endpoints.find((each) => each.name === name && each.subject === subject);
  const endpoint = known ?? newEndpoint(name, subject);
  if (!known) instance.endpoints.push(endpoint);
  endpoint.queue = text(answer.queue_group) || endpoint.queue;
  if (isRecord(answer.metadata)) endpoint.metadata = texts(answer.metadata);
  endpoint.requests = count(answer.num_requests) || endpoint.requests;
  endpoint.errors = count(answer.num_errors) || endpoint.errors;
  endpoint.time = count(answer.processing_time) || endpoint.time;
  const error = isRecord(answer.last_error) ? answer.last_error.message : answer.last_error;
  endpoint.lastError = text(error) || endpoint.lastError;
}

/** @param {Endpoint[]} endpoints @returns {Endpoint[]} one for each name and subject */
function sumEndpoints(endpoints) {
  /** @type {Map<string, Endpoint>} */
  const sums = new Map();
  for (const each of endpoints) {
    const key = JSON.stringify([each.name, each.subject]);
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, { ...each });
      continue;
    }
    sum.requests += each.requests;
    sum.errors += each.errors;
    sum.time += each.time;
    sum.lastError ||= each.lastError;
    sum.rate = sum.rate === null ? each.rate : sum.rate + (each.rate ?? 0);
  }
  return [...sums.values()].sort((a, b) => a.subject.localeCompare(b.subject));
}

/** @param {string} id @returns {Instance} */
function newInstance(id) {
  return { id, name: "", version: "", description: "", metadata: {}, started: "", ping: null, endpoints: [] };
}

/** @param {string} name @param {string} subject @returns {Endpoint} */
function newEndpoint(name, subject) {
  return { name, subject, queue: "", metadata: {}, requests: 0, errors: 0, time: 0, lastError: "", rate: null };
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value : "";
}

/** @param {unknown} value */
function count(value) {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}

/** Those entries that are texts. @param {Record<string, unknown>} record @returns {Record<string, string>} */
function texts(record) {
  const kept = Object.entries(record).filter((entry) => typeof entry[1] === "string");
  return Object.fromEntries(/** @type {[string, string][]} */ (kept));
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
