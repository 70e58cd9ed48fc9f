/** The wasm as a file beside the script, compiled while it arrives. */

/**
 * Fetches and compiles the core from `url`, once. After a failure the next call tries again.
 *
 * Rejects with what `fetch` and the compiler say, or an Error with the status where there is no such file.
 */
export async function fetchCore(url: URL): Promise<void> {
  fetching ??= compile(url);
  try {
    fetched = await fetching;
  } catch (err) {
    fetching = undefined;
    throw err;
  }
}

/** The compiled core, after {@link fetchCore}. */
export function coreModule(): WebAssembly.Module {
  return fetched!;
}

async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${response.status} for ${url.pathname}`);
  }
  // Compiling while it arrives is only for those who send it as what it is.
  return /^application\/wasm\b/i.test(response.headers.get("content-type") ?? "")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

let fetching: Promise<WebAssembly.Module> | undefined;
let fetched: WebAssembly.Module | undefined;
