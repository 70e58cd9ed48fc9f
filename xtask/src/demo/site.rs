//! The demo's web server: files of the console, the example pages and the built package, on the loopback only.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::Result;

use super::http::{HttpServer, Request, Response};
use super::server::NatsServer;
use crate::project::Project;

/// The console at `/`, the example pages below `/examples/`, the built package below `/nats-web/`, and at `/config.json`
/// what to offer: the address, and subjects of the sample.
///
/// # Errors
/// When no port can be had.
pub(super) fn console(project: &Project, ws_url: &str) -> Result<HttpServer> {
    let folders = Folders {
        console: project.path("web"),
        examples: project.path("examples/web"),
        package: project.path("npm/dist/esm"),
    };
    let config =
        serde_json::json!({ "server": ws_url, "subscribe": "demo.>", "request": "demo.weather.now" }).to_string();
    HttpServer::start(move |request| file(request, &folders, &config))
}

/// What a test of the console may do beside using it: `POST /restart-server`.
///
/// # Errors
/// When no port can be had.
pub(super) fn control(server: Arc<Mutex<NatsServer>>) -> Result<HttpServer> {
    HttpServer::start(move |request| carry_out(request, &server))
}

struct Folders {
    console: PathBuf,
    examples: PathBuf,
    package: PathBuf,
}

impl Folders {
    /// The file that a request's path names, or `None` where it names none that may be seen.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let path = path.split(['?', '#']).next()?.strip_prefix('/')?;
        let named = [("nats-web/", &self.package), ("examples/", &self.examples), ("", &self.console)];
        let (folder, below) =
            named.into_iter().find_map(|(prefix, folder)| Some((folder, path.strip_prefix(prefix)?)))?;
        let below = if below.is_empty() { "index.html" } else { below };
        if !is_plain(below) {
            return None;
        }
        // Links may lead anywhere; what they lead to has to be inside as well.
        let (folder, file) = (folder.canonicalize().ok()?, folder.join(below).canonicalize().ok()?);
        (file.starts_with(folder) && file.is_file()).then_some(file)
    }
}

/// Whether a relative path goes only down, through names that are not hidden and need no decoding.
fn is_plain(path: &str) -> bool {
    let down = |part: Component<'_>| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    !path.contains(['%', '\\']) && Path::new(path).components().all(down)
}

fn file(request: &Request, folders: &Folders, config: &str) -> Response {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::text(405, "only GET");
    }
    if request.target == "/config.json" {
        return Response { status: 200, media_type: "application/json", body: config.into() };
    }
    let found = folders.find(&request.target).and_then(|path| Some((fs::read(&path).ok()?, path)));
    match found {
        Some((body, path)) => Response { status: 200, media_type: media_type(&path), body },
        None => Response::text(404, "not found"),
    }
}

fn carry_out(request: &Request, server: &Mutex<NatsServer>) -> Response {
    if (request.method.as_str(), request.target.as_str()) != ("POST", "/restart-server") {
        return Response::text(404, "not found");
    }
    match server.lock() {
        Ok(mut server) => match server.restart() {
            Ok(()) => Response::text(200, "restarted"),
            Err(why) => Response::text(500, &format!("{why:#}")),
        },
        Err(_) => Response::text(500, "an earlier restart panicked"),
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Folders) {
        let root = tempfile::tempdir().expect("a folder");
        let names =
            ["web/index.html", "web/src/main.js", "web/.hidden", "pages/index.html", "package/nats.js", "secret"];
        for name in names {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, name).expect("a file");
        }
        let folder = |name: &str| root.path().join(name);
        let folders = Folders { console: folder("web"), examples: folder("pages"), package: folder("package") };
        (root, folders)
    }

    #[test]
    fn files_of_each_folder_are_found() {
        let (_root, folders) = folders();
        let read = |path: &str| folders.find(path).map(|file| fs::read_to_string(file).expect("readable"));
        assert_eq!(read("/").as_deref(), Some("web/index.html"));
        assert_eq!(read("/?server=x").as_deref(), Some("web/index.html"));
        assert_eq!(read("/src/main.js").as_deref(), Some("web/src/main.js"));
        assert_eq!(read("/nats-web/nats.js").as_deref(), Some("package/nats.js"));
        assert_eq!(read("/examples/").as_deref(), Some("pages/index.html"));
        assert_eq!(read("/examples/index.html").as_deref(), Some("pages/index.html"));
        assert_eq!(read("/nats-web/"), None);
        assert_eq!(read("/src"), None);
        assert_eq!(read("/none.js"), None);
    }

    #[test]
    fn nothing_outside_is_found() {
        let (root, folders) = folders();
        for path in ["/../secret", "/nats-web/../secret", "//etc/hostname", "/%2e%2e/secret", "/.hidden", "secret"] {
            assert_eq!(folders.find(path), None, "{path}");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path().join("secret"), root.path().join("web/link")).expect("a link");
        assert_eq!(folders.find("/link"), None);
    }

    #[test]
    fn types_that_browsers_insist_on() {
        assert_eq!(media_type(Path::new("a.mjs")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("a.wasm")), "application/wasm");
        assert_eq!(media_type(Path::new("a")), "application/octet-stream");
    }

    #[test]
    fn a_site_answers_with_files_and_refuses_the_rest() {
        let (_root, folders) = folders();
        let ask = |method: &str, target: &str| {
            file(&Request { method: method.into(), target: target.into() }, &folders, "{}")
        };
        let main = ask("GET", "/src/main.js");
        assert_eq!((main.status, main.media_type), (200, "text/javascript; charset=utf-8"));
        assert_eq!(main.body, b"web/src/main.js");
        assert_eq!(ask("GET", "/config.json").body, b"{}");
        assert_eq!(ask("GET", "/none").status, 404);
        assert_eq!(ask("POST", "/").status, 405);
    }
}
