// @ts-check
/** Puts the console together: one connection, and a panel for each thing one does with it. */
import { Connection } from "./connection.js";
import { startConnectionForm } from "./connection-form.js";
import { startEvents } from "./events.js";
import { startPlots } from "./plot.js";
import { startPublish } from "./publish.js";
import { startRequest } from "./request.js";
import { startServerInfo } from "./server-info.js";
import { loadSettings } from "./settings.js";
import { startSubscriptions } from "./subscriptions.js";

const connection = new Connection();
const settings = await loadSettings();

startEvents(connection);
startServerInfo(connection);
startPlots(connection);
startSubscriptions(connection);
startPublish(connection);
startRequest(connection);
startConnectionForm(connection, settings);
document.documentElement.dataset.ready = "true";
