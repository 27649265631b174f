//! `cargo xtask fetch`: today's published documents, as `.github/upstream.yaml` names them, by curl: no HTTP client is
//! built for it.
//!
//! All are downloaded and checked before the first is written, and they are written as one change. Only https is used,
//! also after redirects. A document has a largest size, counted after it is unpacked, and a longest time.

use std::ffi::OsStr;
use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use generator::input::Input;
use generator::model::Version;
use generator::progress::Progress;
use generator::snapshot::{Document, recognise, served_version};
use generator::tree::{Bounds, FileSet, Tree};
use generator::{csdl, openapi};

use crate::addresses::{Addresses, CLOUDS, Download, FILE, PERMISSIONS};
use crate::args::FetchArgs;
use crate::failure::Failure;
use crate::output::{count, print};
use crate::process::Limits;
use crate::progress::Steps;
use crate::{folders, process};

/// Where documents are fetched to, below the workspace. A fetch replaces what is there.
pub const FOLDER: &str = "target/metadata";

pub fn run(args: &FetchArgs) -> Result<ExitCode, Failure> {
    let into = match &args.into {
        Some(into) => into.clone(),
        None => folders::root()?.join(FOLDER),
    };
    let file = match &args.addresses {
        Some(file) => file.clone(),
        None => folders::root()?.join(FILE),
    };
    let text = fs::read_to_string(&file).map_err(|error| Failure::File {
        path: file.clone(),
        why: format!("cannot be read: {error}"),
    })?;
    let addresses = Addresses::read(&file.display().to_string(), &text)?;
    let curl = Curl {
        limits: Limits {
            bytes: u64::from(args.max_size) << 20,
            time: Duration::from_secs(u64::from(args.max_time)),
        },
        ..Curl::HTTPS
    };
    let mut steps = Steps::new();
    let mut files = FileSet::new();
    let mut summary = String::new();
    for download in addresses.downloads() {
        steps.step(&format!("fetch {}", download.path));
        let text = checked(&download, curl.get(&download.address)?)
            .map_err(|error| fetch_failed(&download.address, error.to_string()))?;
        summary.push_str(&format!(
            "{:<32} {} from {}\n",
            download.path,
            count(text.len(), "byte"),
            download.address
        ));
        files.insert(download.path, text);
    }
    steps.step("write the files");
    let mut owned: Vec<&str> = files
        .keys()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    owned.dedup();
    Tree::lock(&into, bounds())?.write(&owned, &files)?;
    steps.finish();
    print(&summary)?;
    Ok(ExitCode::SUCCESS)
}

/// What may be written below the folder for documents, whatever the addresses are.
fn bounds() -> Bounds {
    let versions = Version::ALL.map(Version::name);
    Bounds::of(&[versions.as_slice(), &[CLOUDS, PERMISSIONS]].concat())
}

fn fetch_failed(address: &str, why: String) -> Failure {
    Failure::Process {
        what: format!("cannot fetch {address}"),
        why,
    }
}

/// Downloads documents.
#[derive(Clone, Copy, Debug)]
struct Curl {
    /// Allowed for the first address and for those that it redirects to. Tests have no certificate for loopback.
    protocols: &'static str,
    limits: Limits,
}

impl Curl {
    const HTTPS: Self = Self {
        protocols: "=https",
        limits: Limits {
            bytes: 100 << 20,
            time: Duration::from_secs(900),
        },
    };

    /// The text at an address.
    fn get(self, address: &str) -> Result<String, Failure> {
        let failed = |why: String| fetch_failed(address, why);
        let seconds = self.limits.time.as_secs().to_string();
        let arguments = [
            // First, so that no settings file of curl changes what is done.
            "--disable",
            "--fail",
            "--silent",
            "--show-error",
            "--location",
            "--max-redirs",
            "5",
            "--proto",
            self.protocols,
            "--proto-redir",
            self.protocols,
            "--compressed",
            "--connect-timeout",
            "30",
            "--max-time",
            &seconds,
            "--retry",
            "3",
            "--retry-max-time",
            &seconds,
            "--write-out",
            STATUS,
            "--",
            address,
        ];
        // The status is printed after the document.
        let limits = Limits {
            bytes: self.limits.bytes.saturating_add(STATUS_LENGTH),
            ..self.limits
        };
        let ran = process::run_within(OsStr::new("curl"), &arguments, limits).map_err(|failure| match failure {
            Failure::Process { why, .. } => failed(format!(
                "{why}; `--max-size` and `--max-time` set how much and how long is allowed"
            )),
            other => other,
        })?;
        if !ran.succeeded {
            return Err(failed(process::last_line(&ran.err)));
        }
        let mut text = String::from_utf8(ran.out).map_err(|_| failed("the response is not text".to_owned()))?;
        let status = text.rfind('\n').map(|at| text.split_off(at)).unwrap_or_default();
        if !status.trim().starts_with('2') {
            return Err(failed(format!("the status is {}, not 200", status.trim())));
        }
        Ok(text)
    }
}

/// What curl prints after a document: a line with three digits.
const STATUS: &str = "\n%{http_code}";
const STATUS_LENGTH: u64 = 4;

/// Checks that a text is the whole document that is expected: half of one is refused here, and not taken for a removal
/// later.
fn checked(download: &Download, text: String) -> Result<String, Failure> {
    let input = Input::inline(&download.path, &text);
    let found = recognise(&input)?;
    let wrong = |why: String| Failure::Usage(format!("{}: {why}", download.path));
    if found != download.document {
        return Err(wrong(format!("is {found}; expected {}", download.document)));
    }
    match found {
        Document::Csdl => drop(csdl::read(&download.path, &text)?),
        Document::OpenApi => {
            drop(openapi::read(&download.path, &text)?);
            let served: Option<Version> = served_version(&text);
            if let Some(served) = served.filter(|served| Some(*served) != download.version) {
                return Err(wrong(format!("is of {served} by its own words")));
            }
        }
        // JSON is read to its end to be recognised.
        Document::PublishedPermissions | Document::NormalizedPermissions => {}
    }
    Ok(text)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Instant;

    use super::*;

    /// Serves these bytes for every request on a loopback port, then waits; returns its address.
    fn serve(response: Vec<u8>, wait: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/document", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, response) = (stream.unwrap(), response.clone());
                std::thread::spawn(move || {
                    let mut request = [0; 4096];
                    let _ = stream.read(&mut request);
                    // A client that has read enough closes.
                    let _ = stream.write_all(&response);
                    std::thread::sleep(wait);
                });
            }
        });
        address
    }

    fn response(head: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    /// As it is used, but for the protocol.
    fn curl(bytes: u64, time: Duration) -> Curl {
        Curl {
            protocols: "=http",
            limits: Limits { bytes, time },
        }
    }

    const MINUTE: Duration = Duration::from_secs(60);

    fn refused(curl: Curl, address: &str) -> String {
        curl.get(address).unwrap_err().to_string()
    }

    /// Gzip of so many mebibytes of blanks, by the system's gzip: a thousandth of that size.
    fn bomb(mebibytes: usize) -> Vec<u8> {
        let mut child = std::process::Command::new("gzip")
            .arg("-c")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let blanks = vec![b' '; 1 << 20];
            (0..mebibytes).for_each(|_| input.write_all(&blanks).unwrap());
        });
        let packed = child.wait_with_output().unwrap().stdout;
        writer.join().unwrap();
        packed
    }

    #[test]
    fn a_document_has_a_largest_size() {
        let address = serve(response("200 OK", b"twelve bytes"), Duration::ZERO);
        assert_eq!(curl(12, MINUTE).get(&address).unwrap(), "twelve bytes");
        let error = refused(curl(11, MINUTE), &address);
        assert!(
            error.contains("wrote more than") && error.contains("`--max-size`") && error.contains(&address),
            "{error}"
        );
    }

    #[test]
    fn the_size_is_counted_after_unpacking() {
        let packed = bomb(64);
        assert!(packed.len() < 1 << 17, "{}", packed.len());
        let address = serve(response("200 OK\r\nContent-Encoding: gzip", &packed), Duration::ZERO);
        let error = refused(curl(1 << 20, MINUTE), &address);
        assert!(error.contains("wrote more than"), "{error}");
        assert_eq!(curl(64 << 20, MINUTE).get(&address).unwrap().len(), 64 << 20);
    }

    #[test]
    fn other_statuses_and_bytes_are_refused() {
        let bodies: [(&str, &[u8], &str); 3] = [
            ("404 Not Found", b"gone", "404"),
            ("304 Not Modified", b"", "the status is 304, not 200"),
            ("200 OK", b"\xff\xfe", "the response is not text"),
        ];
        for (head, body, said) in bodies {
            let error = refused(curl(100, MINUTE), &serve(response(head, body), Duration::ZERO));
            assert!(error.contains(said), "{error}");
        }
        let nothing = serve(response("204 No Content", b""), Duration::ZERO);
        assert_eq!(curl(100, MINUTE).get(&nothing).unwrap(), "");
    }

    #[test]
    fn a_download_that_does_not_end_is_stopped() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginning";
        let address = serve(head.to_vec(), MINUTE);
        let began = Instant::now();
        let error = refused(curl(1000, Duration::from_secs(1)), &address);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        assert!(error.contains("took longer") || error.contains("timed out"), "{error}");
    }

    #[test]
    fn a_redirect_keeps_the_protocol() {
        let target = serve(response("200 OK", b"led here"), Duration::ZERO);
        let led = serve(
            response(&format!("302 Found\r\nLocation: {target}"), b""),
            Duration::ZERO,
        );
        assert_eq!(curl(100, MINUTE).get(&led).unwrap(), "led here");
        for elsewhere in ["https://127.0.0.1:1/", "file:///etc/hostname", "ftp://127.0.0.1:1/"] {
            let led = serve(
                response(&format!("302 Found\r\nLocation: {elsewhere}"), b""),
                Duration::ZERO,
            );
            let error = refused(curl(100, MINUTE), &led);
            assert!(error.to_lowercase().contains("protocol"), "{elsewhere}: {error}");
        }
        let round = serve(response("302 Found\r\nLocation: /document", b""), Duration::ZERO);
        assert!(refused(curl(100, MINUTE), &round).contains("redirects"));
    }

    #[test]
    fn only_https_is_used() {
        let address = serve(response("200 OK", b"plain"), Duration::ZERO);
        let error = refused(Curl::HTTPS, &address);
        assert!(error.to_lowercase().contains("protocol"), "{error}");
        for address in [
            "http://example.org/x",
            "file:///etc/hostname",
            "ftp://example.org/x",
            "example.org/x",
            "httpsx://a",
        ] {
            let text = format!("versions:\n  v1.0:\n    csdl: https://example.org/x\n    openapi: {address}\n");
            let error = Addresses::read("upstream.yaml", &text).unwrap_err().to_string();
            assert!(
                error.starts_with("upstream.yaml: ")
                    && error.contains(address)
                    && error.contains("not an https address"),
                "{error}"
            );
        }
    }
}
