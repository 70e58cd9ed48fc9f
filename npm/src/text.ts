/** The realm's one encoder and decoder of UTF-8, shared because making one costs more than using it. */
export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder();

/** Decodes leniently: bytes that are not UTF-8 become U+FFFD. */
export const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder();
