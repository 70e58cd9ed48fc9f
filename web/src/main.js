// @ts-check
/** Puts the console together: one connection, and a part of the page for each thing one does with it. */
import { bucketsPage } from "./buckets/page.js";
import { ComposerTabs } from "./compose/composer.js";
import { fillPublish, startPublish } from "./compose/publish.js";
import { startRequest } from "./compose/request.js";
import { Connection } from "./connection/connection.js";
import { ConnectionForm } from "./connection/form.js";
import { loadOffered } from "./connection/offered.js";
import { RoundTrip } from "./connection/round-trip.js";
import { SavedConnections } from "./connection/saved.js";
import { startSavedList } from "./connection/saved-list.js";
import { Catalogue } from "./jetstream/catalogue.js";
import { byId } from "./lib/dom.js";
import { storage } from "./lib/storage.js";
import { Subscriptions } from "./messages/subscriptions.js";
import { objectsPage } from "./objects/page.js";
import { startEvents } from "./server/events.js";
import { startServerInfo } from "./server/info.js";
import { startPlots } from "./server/plots.js";
import { Traffic } from "./server/traffic.js";
import { ServiceExplorer } from "./services/explorer.js";
import { startShortcuts } from "./shell/shortcuts.js";
import { startStatusBar } from "./shell/status-bar.js";
import { startTheme } from "./shell/theme.js";
import { Views } from "./shell/views.js";
import { streamsPage } from "./streams/page.js";

const offered = await loadOffered();
const connection = new Connection();
const roundTrip = new RoundTrip(connection);
const traffic = new Traffic(connection);
const saved = new SavedConnections(storage("local"), storage("session"));

const nextTheme = startTheme();
const views = new Views();
startStatusBar(connection, roundTrip);
startEvents(connection);
startServerInfo(connection, roundTrip, traffic);
startPlots(traffic, roundTrip);

const composer = new ComposerTabs();
startPublish(connection);
startRequest(connection, offered.request);
const compose = (/** @type {string} */ tab) => {
  views.showComposer();
  composer.show(tab);
  byId(`${tab}-subject`, HTMLInputElement).focus();
};
const subscriptions = new Subscriptions(connection, offered.subscribe, (message) => {
  fillPublish(message);
  compose("publish");
});
const services = new ServiceExplorer(
  connection,
  () => views.current === "services",
  (subject) => {
    byId("request-subject", HTMLInputElement).value = subject;
    compose("request");
  },
);
views.addEventListener("change", () => {
  if (views.current === "services") services.ask();
});

const catalogues = [
  new Catalogue(connection, views, streamsPage()),
  new Catalogue(connection, views, bucketsPage()),
  new Catalogue(connection, views, objectsPage()),
];

const form = new ConnectionForm(connection, saved, offered.server);
startSavedList(saved, form, connection);
connection.addEventListener("opened", () => {
  if (views.current === "connections") views.show("messages");
});

startShortcuts([
  { key: "1", label: "Messages", act: () => views.show("messages") },
  { key: "2", label: "Services", act: () => views.show("services") },
  { key: "3", label: "Streams", act: () => views.show("streams") },
  { key: "4", label: "Key-value buckets", act: () => views.show("buckets") },
  { key: "5", label: "Objects", act: () => views.show("objects") },
  { key: "6", label: "Server", act: () => views.show("server") },
  { key: "7", label: "Connections", act: () => views.show("connections") },
  {
    key: "s",
    label: "Subscribe: type a subject",
    act: () => {
      views.show("messages");
      subscriptions.focus();
    },
  },
  { key: "p", label: "Publish", act: () => compose("publish") },
  { key: "r", label: "Request", act: () => compose("request") },
  {
    key: "/",
    label: "Filter the subscription in which the focus is, or the first",
    act: () => subscriptions.current?.focusFilter(),
  },
  { key: "h", label: "Hold its messages still, or let them run", act: () => subscriptions.current?.togglePause() },
  {
    key: "n",
    label: "New stream, bucket or store, where these are in sight",
    act: () => catalogues.find(({ isShown }) => isShown)?.create(),
  },
  { key: "t", label: "Theme: system, light, dark", act: nextTheme },
]);
document.documentElement.dataset.ready = "true";
