// @ts-check
/**
 * Starts the console, or says on the page why it could not start. It imports nothing itself, so a missing
 * module or a browser that lacks a feature ends as a sentence and not as an empty page.
 */
import("./main.js").catch((error) => {
  const notice = document.getElementById("notice");
  const text = document.getElementById("notice-text");
  if (!notice || !text) throw error;
  text.textContent = `The console could not start: ${error instanceof Error ? error.message : String(error)}`;
  notice.hidden = false;
});
