// A package registry on 127.0.0.1 that knows one package: the tarball.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { listening } from "../../test/helpers/environment.mjs";
import { tarball } from "./application.mjs";
import { packageRoot } from "./tools.mjs";

/** Starts one that stops with `t`; gives its address. */
export async function registry(t) {
  const content = readFileSync(tarball());
  const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const listener = createServer((req, res) => {
    if (req.url === `/${manifest.name}`) {
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify(packument(manifest, content, `${address}/${manifest.name}.tgz`)));
    } else if (req.url === `/${manifest.name}.tgz`) {
      res.writeHead(200, { "content-type": "application/octet-stream" });
      res.end(content);
    } else {
      res.writeHead(404);
      res.end("{}");
    }
  });
  const address = `http://127.0.0.1:${await listening(t, listener)}`;
  return address;
}

/** What a registry says of a package with one version. */
function packument({ devDependencies, scripts, ...manifest }, content, url) {
  const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
  const { name, version } = manifest;
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball: url, integrity } } },
    time: { [version]: "2020-01-01T00:00:00.000Z" },
  };
}
