//! `cargo xtask fetch`: today's published documents, as `.github/upstream.yaml` names them. By curl, so that no HTTP client is built for
//! it.
//!
//! All are downloaded and looked at before the first is written, and they are written as one change. They come by https
//! alone, redirects included; a document has a largest size, counted when it is unpacked, and a longest time.

use std::ffi::OsStr;
use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use generator::model::Version;
use generator::pipeline::{Input, Progress};
use generator::snapshot::{Document, recognise, served_version};
use generator::tree::{Bounds, FileSet, Tree};
use generator::{csdl, openapi};

use crate::addresses::{Addresses, CLOUDS, FILE, PERMISSIONS, Wanted};
use crate::args::FetchArgs;
use crate::failure::Failure;
use crate::output::{count, print};
use crate::process::Limits;
use crate::progress::Steps;
use crate::{folders, process};

/// Where documents are fetched to, below the workspace: nothing there is kept.
pub const PLACE: &str = "target/metadata";

pub fn run(args: &FetchArgs) -> Result<ExitCode, Failure> {
    let into = match &args.into {
        Some(into) => into.clone(),
        None => folders::root()?.join(PLACE),
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
    let mut said = String::new();
    for wanted in addresses.wanted() {
        steps.step(&format!("fetch {}", wanted.path));
        let text =
            whole(&wanted, curl.get(&wanted.address)?).map_err(|error| cannot(&wanted.address, error.to_string()))?;
        said.push_str(&format!(
            "{:<32} {} from {}\n",
            wanted.path,
            count(text.len(), "byte"),
            wanted.address
        ));
        files.insert(wanted.path, text);
    }
    steps.step("write the files");
    let mut owned: Vec<&str> = files
        .keys()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    owned.dedup();
    Tree::lock(&into, bounds())?.write(&owned, &files)?;
    steps.finish();
    print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// What is written below the folder for documents, whatever the addresses are.
fn bounds() -> Bounds {
    let versions = Version::ALL.map(Version::name);
    Bounds::of(&[versions.as_slice(), &[CLOUDS, PERMISSIONS]].concat())
}

fn cannot(address: &str, why: String) -> Failure {
    Failure::Process {
        what: format!("cannot fetch {address}"),
        why,
    }
}

/// How documents are downloaded.
#[derive(Clone, Copy, Debug)]
struct Curl {
    /// For the first address and for those that it redirects to. Tests have no certificate for loopback.
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
        let failed = |why: String| cannot(address, why);
        let seconds = self.limits.time.as_secs().to_string();
        let arguments = [
            // First, so that nobody's own settings of curl change what is done.
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
        // The status comes after the document.
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
            return Err(failed(process::last_words(&ran.err)));
        }
        let mut text = String::from_utf8(ran.out).map_err(|_| failed("the answer is no text".to_owned()))?;
        let status = text.rfind('\n').map(|at| text.split_off(at)).unwrap_or_default();
        if !status.trim().starts_with('2') {
            return Err(failed(format!("the answer is {}, not 200", status.trim())));
        }
        Ok(text)
    }
}

/// What curl prints after a document: a line with three digits.
const STATUS: &str = "\n%{http_code}";
const STATUS_LENGTH: u64 = 4;

/// Reads a document to its end: half of one is refused here, not taken for a removal later.
fn whole(wanted: &Wanted, text: String) -> Result<String, Failure> {
    let input = Input::inline(&wanted.path, &text);
    let found = recognise(&input)?;
    let wrong = |why: String| Failure::Usage(format!("{}: {why}", wanted.path));
    if found != wanted.document {
        return Err(wrong(format!("is {found}; expected {}", wanted.document)));
    }
    match found {
        Document::Csdl => drop(csdl::read(&wanted.path, &text)?),
        Document::OpenApi => {
            drop(openapi::read(&wanted.path, &text)?);
            let served: Option<Version> = served_version(&text);
            if let Some(served) = served.filter(|served| Some(*served) != wanted.version) {
                return Err(wrong(format!("is of {served} by its own words")));
            }
        }
        // JSON is read to its end to be known at all.
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

    /// Answers every request on a loopback port with these bytes, then waits; gives its address.
    fn serve(response: Vec<u8>, wait: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/document", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, response) = (stream.unwrap(), response.clone());
                std::thread::spawn(move || {
                    let mut request = [0; 4096];
                    let _ = stream.read(&mut request);
                    // A client that has enough closes.
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

    /// What is used, but for the protocol.
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

    /// Gzip of so many megabytes of blanks, by the system's gzip: a thousandth of them.
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
    fn a_document_is_taken_up_to_its_largest_size() {
        let address = serve(response("200 OK", b"twelve bytes"), Duration::ZERO);
        assert_eq!(curl(12, MINUTE).get(&address).unwrap(), "twelve bytes");
        let error = refused(curl(11, MINUTE), &address);
        assert!(
            error.contains("gave more than") && error.contains("`--max-size`") && error.contains(&address),
            "{error}"
        );
    }

    #[test]
    fn what_is_packed_is_counted_unpacked() {
        let packed = bomb(64);
        assert!(packed.len() < 1 << 17, "{}", packed.len());
        let address = serve(response("200 OK\r\nContent-Encoding: gzip", &packed), Duration::ZERO);
        let error = refused(curl(1 << 20, MINUTE), &address);
        assert!(error.contains("gave more than"), "{error}");
        assert_eq!(curl(64 << 20, MINUTE).get(&address).unwrap().len(), 64 << 20);
    }

    #[test]
    fn what_is_no_document_is_no_text() {
        let bodies: [(&str, &[u8], &str); 3] = [
            ("404 Not Found", b"gone", "404"),
            ("304 Not Modified", b"", "the answer is 304, not 200"),
            ("200 OK", b"\xff\xfe", "the answer is no text"),
        ];
        for (head, body, said) in bodies {
            let error = refused(curl(100, MINUTE), &serve(response(head, body), Duration::ZERO));
            assert!(error.contains(said), "{error}");
        }
        let nothing = serve(response("204 No Content", b""), Duration::ZERO);
        assert_eq!(curl(100, MINUTE).get(&nothing).unwrap(), "");
    }

    #[test]
    fn what_does_not_end_is_stopped() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginning";
        let address = serve(head.to_vec(), MINUTE);
        let began = Instant::now();
        let error = refused(curl(1000, Duration::from_secs(1)), &address);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        assert!(error.contains("took longer") || error.contains("timed out"), "{error}");
    }

    #[test]
    fn a_redirect_keeps_to_the_protocol() {
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
    fn only_https_is_asked() {
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
                error.starts_with("upstream.yaml: ") && error.contains(address) && error.contains("no https address"),
                "{error}"
            );
        }
    }
}
