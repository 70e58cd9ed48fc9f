/** Tells a worker (or its port) which server to use, and shows its answer as the page's title. */
export function ask(worker) {
  worker.onerror = (event) => {
    document.title = `the worker failed: ${event.message}`;
  };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    document.title = data;
  };
  worker.postMessage(new URLSearchParams(location.search).get("nats"), [port2]);
}
