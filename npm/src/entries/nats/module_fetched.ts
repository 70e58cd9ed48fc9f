/** The wasm as a file beside the script, compiled while it arrives. */

/** Fetches and compiles the core. Rejects with what `fetch` and the compiler say, or an Error with the status. */
export async function coreModule(): Promise<WebAssembly.Module> {
  const url = new URL("./nats.wasm", import.meta.url);
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${response.status} for ${url.pathname}`);
  }
  // Compiling while it arrives is only for those who send it as what it is.
  return /^application\/wasm\b/i.test(response.headers.get("content-type") ?? "")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
