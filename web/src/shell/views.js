// @ts-check
/** Which of its views the page shows. It is named by the fragment of the address, so that going back works. */
import { byId } from "../lib/dom.js";

/** @typedef {"messages" | "send" | "services" | "streams" | "buckets" | "objects" | "server" | "connections"} View */

/** Emits `change` with every other view. */
export class Views extends EventTarget {
  /** @type {View} */
  current = "connections";
  #stage = byId("stage", HTMLElement);
  #narrow = matchMedia("(max-width: 899.9px)");

  constructor() {
    super();
    byId("skip", HTMLAnchorElement).addEventListener("click", (event) => {
      event.preventDefault();
      this.#stage.focus();
    });
    addEventListener("hashchange", () => this.#enter(named() ?? this.current));
    addEventListener("popstate", () => this.#enter(named() ?? "connections"));
    this.#narrow.addEventListener("change", () => this.#enter(this.current));
    this.#enter(named() ?? "connections");
  }

  /** @param {View} view */
  show(view) {
    if (location.hash !== `#${view}`) history.pushState(null, "", `#${view}`);
    this.#enter(view);
  }

  /** Shows where messages are written. On a wide screen that is in sight beside the others. */
  showComposer() {
    if (this.#narrow.matches) this.show("send");
    else if (this.current === "connections") this.show("messages");
  }

  /** @param {View} wanted */
  #enter(wanted) {
    const view = wanted === "send" && !this.#narrow.matches ? "messages" : wanted;
    const before = this.current;
    this.current = view;
    document.body.dataset.view = view;
    // One entry of the bar leads to all pages of JetStream: to the one that was seen last.
    if (JETSTREAM.has(view)) byId("to-jetstream", HTMLAnchorElement).href = `#${view}`;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (view !== before) this.#stage.scrollTo(0, 0);
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {View | null} the view that the address names */
function named() {
  const name = location.hash.slice(1);
  return VIEWS.has(name) ? /** @type {View} */ (name) : null;
}

const JETSTREAM = new Set(["streams", "buckets", "objects"]);
const VIEWS = new Set(["messages", "send", "services", ...JETSTREAM, "server", "connections"]);
