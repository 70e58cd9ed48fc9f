// A page with the program in a service worker.
import { ask } from "./ask.js";

const type = new URLSearchParams(location.search).get("type") ?? "module";
const registration = await navigator.serviceWorker.register("./worker.js", { type });
const worker = registration.installing ?? registration.waiting ?? registration.active;
if (worker.state !== "activated") {
  await new Promise((resolve) => {
    worker.onstatechange = () => worker.state === "activated" && resolve();
  });
}
ask(worker);
