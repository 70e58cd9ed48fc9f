// A line for each upload and download: how far it is, a button to call it off, and why it failed. No NATS in here.
import { element } from "./page.js";

/**
 * Shows how `work` goes on until it is done. If it fails, the line stays and says why.
 *
 * @param work - is given a function that counts what goes through a stream of so many bytes, and gives the stream to read
 */
export async function transfer(label, work) {
  const controller = new AbortController();
  const progress = element("progress", { ariaLabel: label });
  const button = element("button", { type: "button", ariaLabel: `Cancel: ${label}` }, "Cancel");
  const text = element("strong", {}, label);
  const line = element("li", {}, text, progress, button);
  button.addEventListener("click", () => controller.abort());
  document.getElementById("transfers").append(line);
  try {
    await work((stream, size) => {
      progress.max = Math.max(size, 1);
      progress.value = 0;
      return stream.pipeThrough(counter(progress), { signal: controller.signal });
    });
    line.remove();
  } catch (err) {
    text.textContent = controller.signal.aborted ? `${label}: cancelled` : `${label} failed: ${err.message}`;
    text.role = "alert";
    progress.remove();
    const close = element("button", { type: "button", ariaLabel: `Close: ${label}` }, "Close");
    close.addEventListener("click", () => line.remove());
    button.replaceWith(close);
  }
}

/** Returns a stream that passes everything on, and moves the bar. */
function counter(progress) {
  return new TransformStream({
    transform(chunk, controller) {
      progress.value += chunk.length;
      controller.enqueue(chunk);
    },
  });
}
