// @ts-check
/** One service in full: what it offers, and who offers it. */
import { element, pushButton } from "../lib/dom.js";
import { formatCount, formatDuration, formatRate } from "../lib/format.js";
import { cell, table } from "../lib/table.js";

/**
 * @typedef {import("./model.js").Service} Service
 * @typedef {import("./model.js").Endpoint} Endpoint
 * @typedef {import("./model.js").Instance} Instance
 */

/**
 * @param {Service} service
 * @param {(subject: string) => void} request begins a request to an endpoint
 * @returns {HTMLElement[]}
 */
export function serviceDetail(service, request) {
  const head = element(
    "header",
    "service-head",
    element("h3", "", service.name),
    ...service.versions.map((version) => element("span", "tag mono", version)),
  );
  return [
    head,
    element("p", service.description ? "service-description" : "muted", service.description || "No description."),
    element("h4", "", "Endpoints"),
    endpointTable(service, request),
    element("h4", "", "Instances"),
    instanceTable(service),
  ];
}

/** @param {Service} service @param {(subject: string) => void} request */
function endpointTable({ endpoints }, request) {
  const rows = endpoints.map((endpoint, index) => {
    const ask = pushButton("small", () => request(endpoint.subject), "Request");
    ask.id = `service-ask-${index}`;
    ask.setAttribute("aria-label", `Request ${endpoint.subject}`);
    return [
      cell("text", element("span", "strong", endpoint.name), ...metadata(endpoint.metadata)),
      cell("mono", endpoint.subject),
      cell(endpoint.queue ? "mono" : "muted", endpoint.queue || "none"),
      cell("number", formatCount(endpoint.requests)),
      cell("number", endpoint.rate === null ? "–" : formatRate(endpoint.rate)),
      errorCell(endpoint),
      cell("number", endpoint.requests > 0 ? formatDuration(endpoint.time / endpoint.requests / 1e6) : "–"),
      cell("action", ask),
    ];
  });
  const heads = ["Name", "Subject", "Queue", "#Requests", "#Per second", "#Errors", "#Average", ""];
  return table("Endpoints", heads, rows);
}

/** @param {Endpoint} endpoint */
function errorCell({ errors, lastError }) {
  const made = cell(errors > 0 ? "number failed" : "number", formatCount(errors));
  if (lastError) made.title = `Last: ${lastError}`;
  return made;
}

/** @param {Service} service */
function instanceTable({ instances }) {
  const rows = instances.map((instance) => [
    cell("mono", element("span", "id", instance.id), ...metadata(instance.metadata)),
    cell("mono", instance.version),
    cell("number", instance.ping === null ? "–" : formatDuration(instance.ping)),
    cell("number", upFor(instance.started)),
    cell("number", formatCount(sum(instance, "requests"))),
    cell(sum(instance, "errors") > 0 ? "number failed" : "number", formatCount(sum(instance, "errors"))),
  ]);
  return table("Instances", ["Id", "Version", "#Ping", "#Up for", "#Requests", "#Errors"], rows);
}

/** @param {Instance} instance @param {"requests" | "errors"} what */
function sum({ endpoints }, what) {
  return endpoints.reduce((total, endpoint) => total + endpoint[what], 0);
}

/** @param {string} started ISO date @returns {string} the two largest units of the time since then */
function upFor(started) {
  const seconds = (Date.now() - Date.parse(started)) / 1000;
  if (!(seconds >= 0)) return "–";
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [Math.floor(seconds) % 60, "s"],
  ];
  const first = parts.findIndex(([value]) => value !== 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(" ");
}

/** @param {Record<string, string>} entries */
function metadata(entries) {
  return Object.entries(entries).map(([key, value]) => element("span", "tag small", `${key}: ${value}`));
}
