/** A payload of no bytes. */
export const Empty: Uint8Array<ArrayBuffer> = /* @__PURE__ */ new Uint8Array(0);
