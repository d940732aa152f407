//! A small static file server, like the plain hosts the site is meant for: what is not a file is a 404.

use anyhow::{Result, anyhow};
use percent_encoding::percent_decode_str;
use std::fs::File;
use std::path::{Component, Path, PathBuf};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

/// Requests answered at the same time.
const THREADS: usize = 4;

/// Opens a port on the loopback address. Requests wait until [`serve`] is called.
pub fn open(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port))
        .map_err(|e| anyhow!("port {port} cannot be opened ({e}); choose another with --port N"))
}

/// Serves a folder until the process ends.
pub fn serve(server: &Server, folder: &Path) {
    println!("http://{}/", server.server_addr());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    answer(request, folder);
                }
            });
        }
    });
}

fn answer(request: Request, folder: &Path) {
    let sent = if matches!(request.method(), Method::Get | Method::Head) {
        match file_for(folder, request.url()).and_then(|path| Some((File::open(&path).ok()?, path))) {
            Some((file, path)) => {
                let response = Response::from_file(file)
                    .with_header(header("Content-Type", mime(&path)))
                    .with_header(header("Cache-Control", "no-cache"));
                request.respond(response)
            }
            None => request.respond(Response::from_string("404 not found\n").with_status_code(StatusCode(404))),
        }
    } else {
        request.respond(Response::empty(405))
    };
    // The browser has gone away; nobody is left to tell.
    drop(sent);
}

fn header(name: &str, value: &str) -> Header {
    // Only called with the constants of this file.
    Header::from_bytes(name, value).unwrap_or_else(|()| unreachable!("{name}: {value} is a valid header"))
}

/// The file that a request names; `None` where it names none or points outside the folder.
fn file_for(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let relative = path.strip_prefix('/')?;
    if relative.contains(['\\', '\0']) || !Path::new(relative).components().all(|c| matches!(c, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(if relative.is_empty() { "index.html" } else { relative });
    file.is_file().then_some(file)
}

/// The type a browser needs to see; wasm streaming refuses anything but `application/wasm`.
fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "webmanifest" => "application/json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{file_for, mime, open};
    use std::net::TcpListener;
    use std::path::Path;

    #[test]
    fn only_files_inside_the_folder_are_served() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(file_for(here, "/Cargo.toml?x=1"), Some(here.join("Cargo.toml")));
        assert_eq!(file_for(here, "/src/main%2Ers"), Some(here.join("src/main.rs")));
        for outside in
            ["/../Cargo.toml", "/src/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/src", "/nothing", "Cargo.toml"]
        {
            assert_eq!(file_for(here, outside), None, "{outside}");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_told_with_what_helps() {
        let other = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        let refused = open(port).err().unwrap().to_string();
        assert!(refused.contains(&port.to_string()) && refused.contains("--port N"), "{refused}");
    }

    #[test]
    fn wasm_has_the_type_that_streaming_needs() {
        assert_eq!(mime(Path::new("a/b_bg.wasm")), "application/wasm");
    }
}
