// What tests take for granted in Node.

/** The test files look at no more of it. Subjects and names are made of the number, which no other page has. */
export const process = { pid: crypto.getRandomValues(new Uint32Array(1))[0], env: {}, on: () => {} };

const due = [];
const { port1, port2 } = new MessageChannel();
port2.onmessage = () => due.shift()();

/** Runs `fn` in a turn of its own, later than what is due already, and without the four milliseconds of a timer. */
export function setImmediate(fn) {
  due.push(fn);
  port1.postMessage(null);
}

/** As much of Node's as tests use. */
export class Buffer extends Uint8Array {
  static from(source, encoding = "utf8") {
    if (typeof source !== "string") {
      return new Buffer(source);
    }
    const latin1 = { base64: atob, base64url: (s) => atob(s.replaceAll("-", "+").replaceAll("_", "/")) }[encoding];
    if (latin1 === undefined) {
      return new Buffer(new TextEncoder().encode(source));
    }
    return Buffer.#of(latin1(source));
  }

  static alloc(length) {
    return new Buffer(length);
  }

  static concat(parts) {
    const whole = new Buffer(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  static #of(latin1) {
    return new Buffer(Array.from(latin1, (c) => c.charCodeAt(0)));
  }

  static compare(a, b) {
    const i = a.findIndex((byte, i) => byte !== b[i]);
    return i === -1 ? a.length - b.length : a[i] - (b[i] ?? -1);
  }

  toString(encoding = "utf8") {
    if (encoding === "utf8") {
      return new TextDecoder().decode(this);
    }
    let latin1 = "";
    for (const byte of this) {
      latin1 += String.fromCharCode(byte);
    }
    return encoding === "latin1" ? latin1 : btoa(latin1).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }
}
