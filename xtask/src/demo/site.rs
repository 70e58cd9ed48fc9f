//! The demo's web server: files of the console and of the built package, on the loopback only.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

use super::server::NatsServer;
use crate::project::Project;

/// A listening site; it stops when dropped.
pub(super) struct Site {
    server: Arc<Server>,
    worker: Option<JoinHandle<()>>,
}

impl Site {
    /// The console at `/`, the built package below `/nats-web/`, and at `/config.json` the address to offer.
    ///
    /// # Errors
    /// When no port can be had.
    pub(super) fn console(project: &Project, ws_url: &str) -> Result<Self> {
        let folders = Folders { console: project.path("web"), package: project.path("npm/dist/esm") };
        let config = serde_json::json!({ "server": ws_url }).to_string();
        Self::listen(move |request| answer_file(request, &folders, &config))
    }

    /// What a test of the console may do beside using it: `POST /restart-server`.
    ///
    /// # Errors
    /// When no port can be had.
    pub(super) fn control(server: Arc<Mutex<NatsServer>>) -> Result<Self> {
        Self::listen(move |request| answer_control(request, &server))
    }

    /// The address to open, e.g. `http://127.0.0.1:40123`.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.server.server_addr())
    }

    fn listen(answer: impl Fn(Request) + Send + Sync + 'static) -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("no port for the console: {error}"))?;
        let server = Arc::new(server);
        let incoming = Arc::clone(&server);
        // Each answer has a thread of its own: a browser that is slow to read one must not keep the others waiting.
        let answer = Arc::new(answer);
        let worker = thread::spawn(move || {
            for request in incoming.incoming_requests() {
                let answer = Arc::clone(&answer);
                thread::spawn(move || answer(request));
            }
        });
        Ok(Self { server, worker: Some(worker) })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has printed why, and there is nobody left to tell.
            let _ = worker.join();
        }
    }
}

struct Folders {
    console: PathBuf,
    package: PathBuf,
}

impl Folders {
    /// The file that a request's path names, or `None` where it names none that may be seen.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let path = path.split(['?', '#']).next()?.strip_prefix('/')?;
        let (folder, below) = match path.strip_prefix("nats-web/") {
            Some(below) => (&self.package, below),
            None if path.is_empty() => (&self.console, "index.html"),
            None => (&self.console, path),
        };
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

fn answer_file(request: Request, folders: &Folders, config: &str) {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return send(request, Response::from_string("only GET\n").with_status_code(405));
    }
    if request.url() == "/config.json" {
        return send(request, typed(Response::from_string(config), "application/json"));
    }
    let found = folders.find(request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
    match found {
        Some((file, path)) => send(request, typed(Response::from_file(file), media_type(&path))),
        None => send(request, Response::from_string("not found\n").with_status_code(404)),
    }
}

fn answer_control(request: Request, server: &Mutex<NatsServer>) {
    if request.method() != &Method::Post || request.url() != "/restart-server" {
        return send(request, Response::from_string("not found\n").with_status_code(404));
    }
    let restarted = match server.lock() {
        Ok(mut server) => server.restart().map_err(|error| format!("{error:#}\n")),
        Err(_) => Err("an earlier restart panicked\n".to_owned()),
    };
    match restarted {
        Ok(()) => send(request, Response::from_string("restarted\n")),
        Err(why) => send(request, Response::from_string(why).with_status_code(500)),
    }
}

/// Adds what every answer needs: its type, that the type is meant, and that the next build must be seen.
fn typed<R: std::io::Read>(response: Response<R>, media_type: &str) -> Response<R> {
    let fields = [("content-type", media_type), ("x-content-type-options", "nosniff"), ("cache-control", "no-store")];
    fields.iter().fold(response, |response, (name, value)| match Header::from_bytes(*name, *value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    })
}

fn send<R: std::io::Read>(request: Request, response: Response<R>) {
    // A browser that went away needs no answer.
    let _ = request.respond(response);
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
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn folders() -> (tempfile::TempDir, Folders) {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["web/index.html", "web/src/main.js", "web/.hidden", "package/nats.js", "secret"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, name).expect("a file");
        }
        let folders = Folders { console: root.path().join("web"), package: root.path().join("package") };
        (root, folders)
    }

    #[test]
    fn files_of_both_folders_are_found() {
        let (_root, folders) = folders();
        let read = |path: &str| folders.find(path).map(|file| fs::read_to_string(file).expect("readable"));
        assert_eq!(read("/").as_deref(), Some("web/index.html"));
        assert_eq!(read("/?server=x").as_deref(), Some("web/index.html"));
        assert_eq!(read("/src/main.js").as_deref(), Some("web/src/main.js"));
        assert_eq!(read("/nats-web/nats.js").as_deref(), Some("package/nats.js"));
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
    fn a_site_answers_on_the_loopback() {
        let (_root, folders) = folders();
        let site = Site::listen(move |request| answer_file(request, &folders, "{}")).expect("a port");
        let get = |path: &str| exchange(&site, &format!("GET {path} HTTP/1.0\r\n\r\n"));
        assert!(site.url().starts_with("http://127.0.0.1:"));
        assert!(get("/src/main.js").to_lowercase().contains("content-type: text/javascript; charset=utf-8"));
        assert!(get("/config.json").ends_with("{}"));
        assert!(get("/none").contains(" 404 "));
        assert!(exchange(&site, "POST / HTTP/1.0\r\n\r\n").contains(" 405 "));
    }

    fn exchange(site: &Site, request: &str) -> String {
        let mut stream = TcpStream::connect(site.url().trim_start_matches("http://")).expect("listening");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    }
}
