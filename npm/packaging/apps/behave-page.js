// The behaviours in a page.
import * as nats from "nats-web";
import { behave } from "./behave.mjs";

document.title = await behave(nats, location.search);
