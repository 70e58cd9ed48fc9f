// A chat: what one page publishes to a subject, all pages get that subscribe to it. Who is here, pages tell each other.
//
// This is core NATS. Nothing is stored: who comes later has missed what was said. `nats-web/core` is enough for that.
import { connect, nuid } from "nats-web/core";
import { attempt, element, isConnected, parse, serverAddress, showStatus } from "./page.js";

const name = document.getElementById("name");
const text = document.getElementById("text");
const log = document.getElementById("log");
const form = document.getElementById("form");

/** Milliseconds between two signs of life. */
const BEAT = 2000;
/** Lines that are kept. */
const MOST_LINES = 200;
/** What tells this page from others. Names may be the same. */
const me = nuid.next();
/** Who is here, by what tells them apart: their names, and when they were last heard of. */
const people = new Map();
let lastBeat = 0;

name.value = `guest ${me.slice(-3)}`;
await attempt("connect", start);

async function start() {
  const nc = await connect({ servers: await serverAddress(), name: "chat", maxReconnectAttempts: -1 });
  showStatus(nc);
  attempt("listen", () => readMessages(nc));
  attempt("see who is here", () => readPresence(nc));
  beat(nc);
  setInterval(() => {
    beat(nc);
    forgetSilent();
  }, BEAT);
  name.addEventListener("change", () => beat(nc));
  // Whoever closes the page says so. Those whose link breaks cannot, and are forgotten because they are silent.
  addEventListener("pagehide", () => nc.publish("chat.presence.gone", JSON.stringify({ id: me })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt("send the message", () => send(nc));
  });
}

/** Publishes what was typed. While the link is lost it is kept, and sent once there is another. */
function send(nc) {
  nc.publish("chat.message", JSON.stringify({ name: name.value, text: text.value }));
  text.value = "";
}

/** Shows what is said. Our own messages come back as well: what we see has been sent. */
async function readMessages(nc) {
  for await (const msg of nc.subscribe("chat.message")) {
    const said = parse(msg);
    if (said !== null) {
      show(`${said.name}`, `${said.text}`);
    }
  }
}

function show(who, what) {
  const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  log.append(element("li", {}, element("strong", {}, who), " ", element("time", {}, time), element("p", {}, what)));
  if (log.childElementCount > MOST_LINES) {
    log.firstElementChild.remove();
  }
  if (isAtEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

/** Keeps the list of those who are here. The wildcard stands for `here` and `gone`. */
async function readPresence(nc) {
  for await (const msg of nc.subscribe("chat.presence.*")) {
    const { id, name } = parse(msg) ?? {};
    if (msg.subject === "chat.presence.here" && typeof id === "string") {
      // Who is new has to learn of us. And browsers slow down the timers of pages that are not in sight, but not
      // messages: so hearing from others is an occasion to be heard, too.
      if (!people.has(id) || Date.now() - lastBeat >= BEAT) {
        beat(nc);
      }
      people.set(id, { name: `${name}`, heard: Date.now() });
    } else if (msg.subject === "chat.presence.gone") {
      people.delete(id);
    }
    showPeople();
  }
}

/** Says that we are here. Not while the link is lost: what is published then is kept, and would be old when it is sent. */
function beat(nc) {
  if (!isConnected()) {
    return;
  }
  lastBeat = Date.now();
  nc.publish("chat.presence.here", JSON.stringify({ id: me, name: name.value || "nameless" }));
}

function forgetSilent() {
  for (const [id, { heard }] of people) {
    if (Date.now() - heard > 3 * BEAT) {
      people.delete(id);
    }
  }
  showPeople();
}

function showPeople() {
  const names = [...people].map(([id, { name }]) => (id === me ? `${name} (you)` : name)).sort();
  const list = document.getElementById("people");
  // A list that is only written when it changes is read out only then.
  if (names.join("\n") !== list.dataset.shown) {
    list.dataset.shown = names.join("\n");
    list.replaceChildren(...names.map((name) => element("li", {}, name)));
  }
}
