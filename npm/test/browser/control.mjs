// The test process's side of page/remote.mjs: what a page may use of it.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as declarations from "../helpers/declarations.mjs";
import * as internals from "../helpers/internals.mjs";
import * as proxy from "../helpers/proxy.mjs";
import * as server from "../helpers/server.mjs";
import { decode, encode } from "./page/wire.mjs";

/** The modules that pages have from here, by the names that pages know. */
const MODULES = { fs, os, path, declarations, internals, proxy, server };

/** Answers the questions of one page. */
export class Control {
  #things = new Map(Object.entries(MODULES));
  #names = new Map();
  #promises = [];
  #scopes = [];

  /** The answer to a question, both as text. */
  async answer(text) {
    try {
      const question = decode(text, (name) => this.#things.get(name));
      const answer = await this.#carryOut(question);
      return encode({ answer }, (value) => this.#name(value));
    } catch ({ name, message, code }) {
      return encode({ error: { name, message, code } });
    }
  }

  /** Ends what the page has not: it may have gone away. */
  async close() {
    await Promise.all(this.#scopes.map((_, scope) => this.#end(scope)));
  }

  async #carryOut({ do: what, thing: id, name, args, value, path, scope, promise }) {
    const thing = this.#things.get(id);
    switch (what) {
      case "get":
        return typeof thing[name] === "function" ? { method: true } : { value: this.#member(thing[name]) };
      case "set":
        thing[name] = value;
        return undefined;
      case "call":
        return this.#given(thing[name](...args));
      case "start": {
        const scope = this.#scopes.push([]) - 1;
        const owner = path.slice(0, -1).reduce((o, key) => o[key], thing);
        const t = { after: (fn) => this.#scopes[scope].push(fn) };
        return { scope, result: this.#given(owner[path.at(-1)](t, ...args)) };
      }
      case "end":
        return this.#given(this.#end(scope));
      case "await":
        return this.#promises[promise];
      default:
        throw new Error(`no such question: ${what}`);
    }
  }

  /** What a call gave. The page is told of a promise, and asks for what comes of it. */
  #given(value) {
    if (typeof value?.then !== "function") {
      return { value };
    }
    value.then(undefined, () => {});
    return { promise: this.#promises.push(value) - 1 };
  }

  async #end(scope) {
    for (const fn of this.#scopes[scope].splice(0).reverse()) {
      await fn();
    }
  }

  /** A member that is an object is the thing's own: what the page writes to it has to get there. */
  #member(value) {
    if (isObject(value)) {
      this.#keep(value);
    }
    return value;
  }

  /** The name of what stays here: objects that are more than their data, and members. */
  #name(value) {
    if (isObject(value) && (Object.getPrototypeOf(value) !== Object.prototype || hasMethods(value))) {
      this.#keep(value);
    }
    return this.#names.get(value);
  }

  #keep(value) {
    if (!this.#names.has(value)) {
      const name = `#${this.#names.size}`;
      this.#names.set(value, name);
      this.#things.set(name, value);
    }
  }
}

/** Whether it is an object and none of the kinds that {@link encode} knows. */
function isObject(value) {
  const kinds = [Array, Uint8Array, Map, RegExp, URL, Date];
  return typeof value === "object" && value !== null && !kinds.some((kind) => value instanceof kind);
}

const hasMethods = (value) => Object.values(value).some((member) => typeof member === "function");
