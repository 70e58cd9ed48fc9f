// What goes between a page and the test process: JSON, and what JSON cannot hold.

/** As text. `name` names things that stay where they are; it gives `undefined` for others. */
export function encode(value, name = () => undefined) {
  return JSON.stringify(value, function replace(key, plain) {
    // What it was before `toJSON`.
    const v = this[key];
    const named = typeof v === "object" && v !== null ? name(v) : undefined;
    if (named !== undefined) {
      return { $thing: named };
    }
    if (v === undefined && Array.isArray(this)) {
      return { $nothing: true };
    }
    if (v instanceof Uint8Array) {
      return { $bytes: [...v] };
    }
    if (v instanceof Map) {
      return { $map: [...v] };
    }
    if (v instanceof RegExp) {
      return { $pattern: v.source };
    }
    if (v instanceof URL) {
      return { $url: v.href };
    }
    return typeof v === "function" ? { $code: `${v}` } : plain;
  });
}

/** Back from text. `thing` gives what a name stands for. A function comes as its text, so it may use nothing around it. */
export function decode(text, thing) {
  return JSON.parse(text, (_key, v) => {
    if (v?.$thing !== undefined) {
      return thing(v.$thing);
    }
    if (v?.$nothing === true) {
      return undefined;
    }
    if (v?.$bytes !== undefined) {
      return Uint8Array.from(v.$bytes);
    }
    if (v?.$map !== undefined) {
      return new Map(v.$map);
    }
    if (v?.$pattern !== undefined) {
      return new RegExp(v.$pattern);
    }
    if (v?.$url !== undefined) {
      return new URL(v.$url);
    }
    return v?.$code === undefined ? v : new Function(`return (${v.$code})`)();
  });
}
