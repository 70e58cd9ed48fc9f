// @ts-check
/**
 * Something to see in the console: sensors that publish, and services that answer. It ends with its stdin.
 *
 * usage: node sample.mjs ws://127.0.0.1:8080
 */
import { connect, headers, ServiceError } from "../../npm/dist/esm/nats.js";
import { startJetStream } from "./jetstream.mjs";

/** @typedef {import("nats-web").ServiceMsg} ServiceMsg */

const PLACES = ["zurich", "lagos", "lima", "osaka", "reykjavik"];
/** From one reading to the next, in milliseconds. */
const PERIOD = 500;

/** @type {import("nats-web").NatsConnection} */
const connection = await connect({ servers: process.argv[2], name: "sample", maxReconnectAttempts: -1 });
await startServices();
const store = await startJetStream(connection);
let tick = 0;
setInterval(report, PERIOD);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

/** Two instances of a service, and another one that makes mistakes. */
async function startServices() {
  for (const region of ["eu-central", "us-east"]) {
    const weather = await connection.services.add({
      name: "weather",
      version: "1.4.0",
      description: "The weather at a place, and what it will be.",
      metadata: { region },
    });
    const group = weather.addGroup("demo.weather");
    group.addEndpoint("now", (_error, message) => answer(message, ({ place = "zurich" }) => reading(place)));
    group.addEndpoint("forecast", (_error, message) => answer(message, ({ place = "zurich" }) => forecast(place)));
  }
  const calculator = await connection.services.add({
    name: "calculator",
    version: "0.3.2",
    description: "Sums and quotients of two numbers.",
  });
  const group = calculator.addGroup("demo.calc");
  group.addEndpoint("add", (_error, message) => answer(message, ({ a = 0, b = 0 }) => ({ sum: a + b })));
  group.addEndpoint("divide", (_error, message) => answer(message, divide));
}

/**
 * Answers a request in JSON.
 *
 * @param {ServiceMsg} message
 * @param {(data: any) => unknown} result of what was asked; what it throws becomes an error answer, and is counted
 */
function answer(message, result) {
  message.respond(JSON.stringify(result(message.data.length > 0 ? message.json() : {})));
}

/** @param {{ a?: number, b?: number }} numbers */
function divide({ a = 0, b = 0 }) {
  if (b === 0) throw new ServiceError(400, "division by zero");
  return { quotient: a / b };
}

/** What happens at every tick: a reading, now and then a line of a log, and something for the services to do. */
function report() {
  tick += 1;
  const place = PLACES[tick % PLACES.length];
  const about = headers();
  about.set("Sensor-Id", `${place}-${1 + (tick % 3)}`);
  connection.publish(`demo.sensors.${place}`, JSON.stringify(reading(place)), tick % 4 === 0 ? { headers: about } : {});
  if (tick % 5 === 0) connection.publish("demo.log", `sensor ${place} reported, ${tick} readings so far`);
  // While the server is away it fails; there will be another.
  if (tick % 4 === 0) store(place, reading(place)).catch(() => {});
  if (tick % 2 === 0) ask("demo.weather.now", { place });
  if (tick % 3 === 0) ask("demo.calc.divide", { a: tick, b: tick % 5 });
}

/** @param {string} place */
function reading(place) {
  const temperature = Math.round((14 + 8 * Math.sin(Date.now() / 60_000 + place.length)) * 10) / 10;
  return { place, temperature, unit: "°C", humidity: 40 + ((place.length * 7) % 50), at: new Date().toISOString() };
}

/** @param {string} place */
function forecast(place) {
  const sky = ["clear", "cloudy", "rain"];
  return { place, days: [1, 2, 3].map((day) => ({ day, low: 8 + day, high: 17 + day, sky: sky[day % 3] })) };
}

/** Keeps the services busy. @param {string} subject @param {unknown} data */
function ask(subject, data) {
  // While the server is away the request fails; there will be another.
  connection.request(subject, JSON.stringify(data)).catch(() => {});
}
