// @ts-check
/** What a stream has, how it is configured, and its subjects. */
import { managerOf } from "../jetstream/manager.js";
import { element } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { formatCount, plainDirection } from "../lib/format.js";
import { cell, facts, table } from "../lib/table.js";
import { rankedSubjects, streamSettings, streamState } from "./model.js";

/**
 * @typedef {import("./detail.js").Part} Part
 * @typedef {import("nats-web").StreamInfo} StreamInfo
 * @typedef {import("../connection/connection.js").NatsConnection} NatsConnection
 */

/** @implements {Part} */
export class StreamOverview {
  element = element("div");
  #state = element("dl", "facts");
  #settings = element("dl", "facts");
  #subjects = element("div");
  /** @type {NatsConnection | null} */
  #client = null;
  /** What was known when the subjects were asked for last. */
  #asked = "";

  constructor() {
    const heading = (/** @type {string} */ text) => element("h4", "", text);
    this.element.append(this.#state, heading("Configuration"), this.#settings, heading("Subjects"), this.#subjects);
  }

  /** @param {StreamInfo} _info @param {NatsConnection} client */
  open(_info, client) {
    this.#client = client;
    this.#asked = "";
    this.#subjects.replaceChildren();
  }

  /** @param {StreamInfo} info */
  update(info) {
    this.#state.replaceChildren(...facts(plain(streamState(info))));
    this.#settings.replaceChildren(...facts(plain(streamSettings(info))));
    const { messages, last_seq, num_subjects = 0 } = info.state;
    const known = `${info.config.name} ${messages} ${last_seq}`;
    if (known === this.#asked) return;
    this.#asked = known;
    this.#drawSubjects(info.config.name, num_subjects, known);
  }

  close() {
    this.#client = null;
    this.#asked = "";
  }

  /** @param {string} name @param {number} count @param {string} known */
  async #drawSubjects(name, count, known) {
    if (count === 0) return this.#say("No message is stored.");
    if (count > MOST_ASKED) return this.#say(`${formatCount(count)} subjects are too many to be listed.`);
    if (!this.#client) return;
    try {
      const { streams } = await managerOf(this.#client);
      const { state } = await streams.info(name, { subjects_filter: ">" });
      if (known !== this.#asked) return;
      const ranked = rankedSubjects(state.subjects);
      const rows = ranked
        .slice(0, MOST_SHOWN)
        .map(([subject, messages]) => [cell("mono", plainDirection(subject)), cell("number", formatCount(messages))]);
      const rest = ranked.length - rows.length;
      this.#subjects.replaceChildren(
        table("Subjects", ["Subject", "#Messages"], rows),
        ...(rest > 0 ? [element("p", "muted", `and ${formatCount(rest)} more`)] : []),
      );
    } catch (error) {
      if (known === this.#asked) this.#say(describeError(error), "failed");
    }
  }

  /** @param {string} text @param {string} [className] */
  #say(text, className = "muted") {
    this.#subjects.replaceChildren(element("p", className, text));
  }
}

/** @param {[string, string][]} entries @returns {[string, string][]} */
function plain(entries) {
  return entries.map(([name, value]) => [name, plainDirection(value)]);
}

/** How many subjects are asked for, and how many are shown, at most. */
const MOST_ASKED = 2000;
const MOST_SHOWN = 100;
