// The exports of wasm modules under other names: the build shortens them as it does properties.

/** The module `bytes` with the exports that `names` has called what it says, and without the linker's own. */
export function renameExports(bytes, names) {
  const parts = [bytes.subarray(0, HEADER)];
  for (let at = HEADER; at < bytes.length; ) {
    const [length, start] = number(bytes, at + 1);
    const body = bytes.subarray(start, start + length);
    const renamed = bytes[at] === EXPORTS ? section(body, names) : body;
    parts.push(Buffer.of(bytes[at]), encoded(renamed.length), renamed);
    at = start + length;
  }
  return Buffer.concat(parts);
}

/** A section of exports: how many there are, then of each its name, its kind and its index. */
function section(body, names) {
  const entries = [];
  let [count, at] = number(body, 0);
  for (; count > 0; count--) {
    const [length, start] = number(body, at);
    const name = body.toString("utf8", start, start + length);
    const [, end] = number(body, start + length + 1);
    if (!LINKERS.test(name)) {
      const text = Buffer.from(names[name] ?? name);
      entries.push(Buffer.concat([encoded(text.length), text, body.subarray(start + length, end)]));
    }
    at = end;
  }
  return Buffer.concat([encoded(entries.length), ...entries]);
}

/** An unsigned number in LEB128, and what is behind it. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    value |= (bytes[at] & 127) << shift;
    if (bytes[at++] < 128) {
      return [value, at];
    }
  }
}

function encoded(value) {
  return value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of(128 | (value & 127)), encoded(value >>> 7)]);
}

/** What the linker exports of every module. */
const LINKERS = /^__/;
/** Bytes before the first section. */
const HEADER = 8;
/** The number of the section of exports. */
const EXPORTS = 7;
