// What stands for the package ws in a page.
export const { WebSocket } = globalThis;
