// @ts-check
/**
 * Something to see in the console: sensors that publish, and services that answer. It ends with its stdin.
 *
 * usage: node sample.mjs ws://127.0.0.1:8080
 */
import { connect, headers } from "../../npm/dist/esm/nats.js";
import { ServiceError, startService } from "./service.mjs";

const connection = await connect({ servers: process.argv[2], name: "sample", maxReconnectAttempts: -1 });

for (const region of ["eu-central", "us-east"]) {
  const about = {
    name: "weather",
    version: "1.4.0",
    description: "The weather at a place, and what it will be.",
    metadata: { region },
  };
  startService(connection, about, [
    { name: "now", subject: "demo.weather.now", answer: ({ place = "zurich" }) => reading(place) },
    { name: "forecast", subject: "demo.weather.forecast", answer: ({ place = "zurich" }) => forecast(place) },
  ]);
}
startService(connection, { name: "calculator", version: "0.3.2", description: "Sums and quotients of two numbers." }, [
  { name: "add", subject: "demo.calc.add", answer: ({ a = 0, b = 0 }) => ({ sum: a + b }) },
  { name: "divide", subject: "demo.calc.divide", answer: divide },
]);

const PLACES = ["zurich", "lagos", "lima", "osaka", "reykjavik"];
let tick = 0;
setInterval(() => {
  tick += 1;
  const place = PLACES[tick % PLACES.length];
  const about = headers();
  about.set("Sensor-Id", `${place}-${1 + (tick % 3)}`);
  connection.publish(`demo.sensors.${place}`, JSON.stringify(reading(place)), tick % 4 === 0 ? { headers: about } : {});
  if (tick % 5 === 0) connection.publish("demo.log", `sensor ${place} reported, ${tick} readings so far`);
  if (tick % 2 === 0) ask("demo.weather.now", { place });
  if (tick % 3 === 0) ask("demo.calc.divide", { a: tick, b: tick % 7 });
}, 500);

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

/** @param {string} place */
function reading(place) {
  const temperature = Math.round((14 + 8 * Math.sin(Date.now() / 60_000 + place.length)) * 10) / 10;
  return { place, temperature, unit: "°C", humidity: 40 + ((place.length * 7) % 50), at: new Date().toISOString() };
}

/** @param {string} place */
function forecast(place) {
  const days = [1, 2, 3].map((day) => ({
    day,
    low: 8 + day,
    high: 17 + day,
    sky: ["clear", "cloudy", "rain"][day % 3],
  }));
  return { place, days };
}

/** @param {{ a?: number, b?: number }} numbers */
function divide({ a = 0, b = 0 }) {
  if (b === 0) throw new ServiceError(400, "division by zero");
  return { quotient: a / b };
}

/** Keeps the services busy. @param {string} subject @param {unknown} data */
function ask(subject, data) {
  // While the server is away the request fails; there will be another.
  connection.request(subject, JSON.stringify(data)).catch(() => {});
}
