// A drop zone on an object store: files go in with their progress shown, every page lists them, and they come out again with
// their digest checked.
import { connect } from "nats-web";
import { attempt, element, rowOf, serverAddress, showStatus } from "./page.js";
import { transfer } from "./transfer.js";

const drop = document.getElementById("drop");
const choose = document.getElementById("choose");
const none = document.getElementById("none");
const rows = document.getElementById("rows");

await attempt("connect", start);

async function start() {
  const nc = await connect({ servers: await serverAddress(), name: "files", maxReconnectAttempts: -1 });
  showStatus(nc);
  // Opens the store, and makes it if there is none. It takes no more than this, so that a demo does not fill the disk.
  const store = await nc.jetstream().views.os("files", { max_bytes: 1024 ** 3 });
  attempt("list the files", () => list(store));
  choose.addEventListener("change", () => {
    uploadAll(store, choose.files);
    // The same file may be chosen again.
    choose.value = "";
  });
  // A browser opens what is dropped, unless it is told at each step that the page takes it.
  for (const [type, isOver] of Object.entries({ dragenter: true, dragover: true, dragleave: false, drop: false })) {
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", isOver);
    });
  }
  drop.addEventListener("drop", (event) => uploadAll(store, event.dataTransfer.files));
}

function uploadAll(store, chosen) {
  for (const file of [...chosen]) {
    upload(store, file);
  }
}

/** Stores a file. It is read as the store takes it, and is never in memory as a whole. */
async function upload(store, file) {
  await transfer(`Uploading ${file.name}`, async (counted) => {
    await store.put({ name: file.name }, counted(file.stream(), file.size));
  });
}

/** Keeps a file that is in the store, under its name, where the browser keeps downloads. */
async function download(store, name) {
  await transfer(`Downloading ${name}`, async (counted) => {
    const object = await store.get(name);
    if (object === null) {
      throw new Error("it has been deleted");
    }
    const whole = await new Response(counted(object.data, object.info.size)).blob();
    // Whether all of it came, and is what was stored: its SHA-256 says so.
    const error = await object.error;
    if (error) {
      throw error;
    }
    const url = URL.createObjectURL(whole);
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}

/** Keeps the list: the watch tells what is there, then null, then what changes. */
async function list(store) {
  for await (const info of await store.watch({ includeHistory: true })) {
    if (info !== null) {
      show(store, info);
    }
    none.textContent = "There is nothing yet.";
    none.hidden = rows.childElementCount > 0;
  }
}

function show(store, { name, size, mtime, deleted }) {
  const row = rowOf(rows, name, () => makeRow(store, name));
  if (deleted) {
    row.remove();
  }
  row.querySelector("span").textContent = `${inWords(size)}, ${new Date(mtime).toLocaleString()}`;
}

function makeRow(store, name) {
  const take = element("button", { type: "button", ariaLabel: `Download ${name}` }, "Download");
  take.addEventListener("click", () => download(store, name));
  const remove = element("button", { type: "button", ariaLabel: `Delete ${name}` }, "Delete");
  remove.addEventListener("click", () => attempt(`delete ${name}`, () => store.delete(name)));
  return element("li", {}, element("strong", {}, name), element("span"), take, remove);
}

function inWords(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power]}`;
}
