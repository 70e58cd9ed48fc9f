/** The moments at which an open link may be dead: the page comes back, or the network does. */

/** Calls `wake` at each of them, but never while the page is hidden. Returns a function that ends that. */
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
