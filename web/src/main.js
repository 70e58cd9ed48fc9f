// @ts-check
/** Puts the console together: one connection, and a panel for each thing one does with it. */

import { startPublish } from "./compose/publish.js";
import { startRequest } from "./compose/request.js";
import { Connection } from "./connection/connection.js";
import { startConnectionForm } from "./connection/form.js";
import { loadSettings } from "./connection/settings.js";
import { startSubscriptions } from "./messages/subscriptions.js";
import { startEvents } from "./server/events.js";
import { startServerInfo } from "./server/info.js";
import { startPlots } from "./server/plots.js";

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
