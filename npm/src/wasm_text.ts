/** The wasm modules of the package stand in its bundles as text: two hexadecimal digits a byte. */

/** Returns the bytes of a module. */
export function wasmBytes(text: string): Uint8Array<ArrayBuffer> {
  const { fromHex } = Uint8Array as unknown as { fromHex?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromHex !== undefined) {
    return fromHex.call(Uint8Array, text);
  }
  // Engines of before 2025.
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(text.charCodeAt(2 * i)) << 4) | digit(text.charCodeAt(2 * i + 1));
  }
  return bytes;
}

/** Returns the value of a digit, `0` to `9` or `a` to `f`, by its character's code. */
function digit(code: number): number {
  return (code & 15) + (code > 64 ? 9 : 0);
}
