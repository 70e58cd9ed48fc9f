// Firefox without a window, by WebDriver BiDi: as Debian ships it, it speaks that by itself and nothing stands between.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

/** Starts a Firefox that ends with `t`. `FIREFOX` names the program. */
export async function launchFirefox(t) {
  const program = process.env.FIREFOX ?? ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
  if (!program) {
    throw new Error("no Firefox: set FIREFOX or install Debian's firefox-esr");
  }
  const profile = mkdtempSync(join(tmpdir(), "nats-web-firefox-"));
  writeFileSync(join(profile, "user.js"), PREFERENCES.map(([k, v]) => `user_pref(${k}, ${v});\n`).join(""));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"];
  const env = { ...process.env, HOME: profile };
  const child = spawn("sh", ["-c", LEASH, program, ...args], { stdio: ["pipe", "ignore", "pipe"], env });
  const exited = once(child, "exit");
  t.after(async () => {
    child.stdin.end();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const session = new Session(await address(child));
  await session.start();
  return new Firefox(session);
}

/** Runs a program until its own input ends, which it does however this process ends. */
const LEASH = `"$0" "$@" </dev/null & exec 2>&-; read -r _; kill -9 $!; wait`;

/** A running Firefox, as the tests use it. */
class Firefox {
  name = "Firefox";

  constructor(session) {
    this.session = session;
  }

  /** Opens `url` in a tab of its own, which is gone with `t`. */
  async open(t, url) {
    const { context } = await this.session.send("browsingContext.create", { type: "tab" });
    // A browser that has gone has no tabs.
    t.after(() => this.session.send("browsingContext.close", { context }).catch(() => {}));
    const mishaps = [];
    this.session.watch(context, (entry) => mishaps.push(entry.text));
    await this.session.send("browsingContext.navigate", { context, url, wait: "none" });
    return {
      mishaps,
      /** What `expression`, or the promise that it is, comes to: a string. */
      evaluate: async (expression) => {
        const { result, exceptionDetails } = await this.session.send("script.evaluate", {
          expression,
          target: { context },
          awaitPromise: true,
        });
        if (exceptionDetails !== undefined) {
          throw new Error(exceptionDetails.text);
        }
        return result.value;
      },
    };
  }
}

/** One WebDriver BiDi session: numbered commands, their answers, and events. */
class Session {
  #socket;
  #last = 0;
  #waiting = new Map();
  #watchers = new Map();

  constructor(url) {
    this.#socket = new WebSocket(`${url}/session`);
    this.#socket.on("message", (data) => this.#received(JSON.parse(data)));
    this.#socket.on("close", () => {
      this.#waiting.forEach(({ reject }) => reject(new Error("Firefox has gone")));
      this.#waiting.clear();
    });
  }

  async start() {
    await once(this.#socket, "open");
    await this.send("session.new", { capabilities: {} });
    await this.send("session.subscribe", { events: ["log.entryAdded"] });
  }

  async send(method, params) {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      throw new Error("Firefox has gone");
    }
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
  }

  /** Tells of the exceptions and rejections in a tab that nobody caught. */
  watch(context, watcher) {
    this.#watchers.set(context, watcher);
  }

  #received({ type, id, method, params, result, error, message }) {
    if (type === "event") {
      if (method === "log.entryAdded" && isMishap(params)) {
        this.#watchers.get(params.source.context)?.(params);
      }
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (type === "success") {
      waiting?.resolve(result);
    } else {
      waiting?.reject(new Error(`${waiting.method}: ${error}: ${message}`));
    }
  }
}

/** Whether a line of the console is an exception or a rejection that nobody caught, and no report of the browser's. */
function isMishap({ type, level, text }) {
  return type === "javascript" && level === "error" && !REPORTS.test(text);
}

const REPORTS = /^(Content-Security-Policy: |Firefox can’t establish a connection |The connection to wss?:)/;

/** Where the browser listens, which it says on stderr. */
async function address(child) {
  let said = "";
  for await (const chunk of child.stderr.setEncoding("utf8")) {
    said += chunk;
    const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
    if (found !== null) {
      // What it says from now on nobody reads, but it must not wait for that.
      child.stderr.resume();
      return found[1];
    }
  }
  throw new Error(`Firefox did not start:\n${said}`);
}

/** A browser that asks nobody and nothing. */
const PREFERENCES = Object.entries({
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "services.settings.server": "",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
}).map((entry) => entry.map((part) => JSON.stringify(part)));
