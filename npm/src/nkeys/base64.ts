/** Bytes in base64, as nkeys.js encodes them. */

/** Returns `bytes` in base64, with padding. */
export function encode(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

/**
 * Returns the bytes that a base64 text encodes.
 *
 * @throws DOMException if it is no base64
 */
export function decode(b64str: string): Uint8Array {
  return Uint8Array.from(atob(b64str), (character) => character.charCodeAt(0));
}
