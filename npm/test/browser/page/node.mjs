// What of Node's modules tests use, done by the test process.
import { remote } from "./remote.mjs";

const of =
  (module, name) =>
  (...args) =>
    remote(module)[name](...args);
export const readFileSync = of("fs", "readFileSync");
export const mkdtempSync = of("fs", "mkdtempSync");
export const rmSync = of("fs", "rmSync");
export const tmpdir = of("os", "tmpdir");
export const join = of("path", "join");

/** What `code` is in a realm of its own: that of a frame. */
export function runInNewContext(code) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  return frame.contentWindow.eval(code);
}

/** Tests that need these are not for pages. */
const missing = (name) => () => {
  throw new Error(`a page has no ${name}()`);
};
export const inspect = missing("inspect");
/** Of `wasm_text.mjs`, which is about the build. */
export const wasm = missing("wasm");

/** The listeners that an event target has. */
export function getEventListeners(target, type) {
  return (added.get(target) ?? []).filter((one) => one.type === type).map((one) => one.listener);
}

// A page cannot be asked for listeners, so those of signals are counted as they come and go.
const added = new WeakMap();
const { addEventListener, removeEventListener } = EventTarget.prototype;

AbortSignal.prototype.addEventListener = function add(type, listener, options) {
  forget(this, type, listener);
  added.set(this, [...(added.get(this) ?? []), { type, listener }]);
  addEventListener.call(this, type, listener, options);
  if (options?.once) {
    addEventListener.call(this, type, () => forget(this, type, listener), { once: true });
  }
};

AbortSignal.prototype.removeEventListener = function remove(type, listener, options) {
  forget(this, type, listener);
  removeEventListener.call(this, type, listener, options);
};

function forget(target, type, listener) {
  const left = (added.get(target) ?? []).filter((one) => one.type !== type || one.listener !== listener);
  added.set(target, left);
}
