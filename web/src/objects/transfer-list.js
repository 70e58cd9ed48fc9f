// @ts-check
/** The transfers of the page, with their progress. Those that failed stay until they are put away. */
import { element, icon, pushButton, setText } from "../lib/dom.js";
import { describeError } from "../lib/errors.js";
import { plainDirection } from "../lib/format.js";
import { beforePaint } from "../lib/frames.js";

export class TransferList {
  element = element("div", "transfers");

  constructor() {
    this.element.setAttribute("role", "list");
    this.element.setAttribute("aria-label", "Transfers");
  }

  /** @param {import("./transfer.js").Transfer} transfer */
  add(transfer) {
    const verb = transfer.direction === "in" ? "Storing" : "Reading";
    const label = `${verb} ${plainDirection(transfer.name)}`;
    const bar = element("progress");
    bar.max = Math.max(1, transfer.total);
    bar.setAttribute("aria-label", label);
    const status = element("span", "muted transfer-status");
    const failure = element("p", "callout");
    failure.setAttribute("role", "alert");
    const button = pushButton(
      "small",
      () => (transfer.state === "running" ? transfer.cancel() : row.remove()),
      "Cancel",
    );
    const name = element(
      "span",
      "transfer-name",
      icon(transfer.direction === "in" ? "plus" : "save"),
      ` ${label} `,
      status,
    );
    const row = element("div", "transfer", name, button, bar, failure);
    row.setAttribute("role", "listitem");
    const draw = () => {
      const running = transfer.state === "running";
      bar.value = transfer.state === "done" ? bar.max : transfer.done;
      bar.hidden = transfer.state === "failed" || transfer.state === "cancelled";
      setText(status, transfer.summary());
      setText(button, running ? "Cancel" : "Put away");
      failure.hidden = transfer.state !== "failed";
      setText(failure, transfer.state === "failed" ? describeError(transfer.error) : "");
    };
    transfer.addEventListener("change", beforePaint(draw, DRAW_PERIOD));
    draw();
    this.element.prepend(row);
    // The oldest of those that went well make room.
    for (const old of [...this.element.children].slice(MOST))
      if (!old.querySelector(".callout:not([hidden])")) old.remove();
  }
}

const DRAW_PERIOD = 100;
const MOST = 6;
