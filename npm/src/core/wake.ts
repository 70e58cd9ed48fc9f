/** The moments at which a link that seems to stand may be dead: the page comes back, the network does. */

/** Calls `wake` at each of them, but never while the page is hidden; gives what puts an end to that. */
export function onWake(wake: () => void): () => void {
  // Windows and workers have it. Node has no such events, and Deno and workerd have listeners for others.
  if (!("ononline" in globalThis)) {
    return () => {};
  }
  const { document } = globalThis;
  const look = () => {
    if (document?.visibilityState !== "hidden") {
      wake();
    }
  };
  const places: [EventTarget | undefined, string][] = [
    [globalThis, "online"],
    [globalThis, "pageshow"],
    [document, "visibilitychange"],
  ];
  for (const [target, event] of places) {
    target?.addEventListener(event, look);
  }
  return () => {
    for (const [target, event] of places) {
      target?.removeEventListener(event, look);
    }
  };
}
