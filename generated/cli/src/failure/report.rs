//! Failures and notes on standard error: as text with colours, or as JSON with one object per line.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use anstyle::{AnsiColor, Style};
use clap::{ColorChoice, ValueEnum};
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::text::escaped;
use serde::Serialize;

use super::{Failure, RequestFacts};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();
const TIP: Style = AnsiColor::Green.on_default();

/// The longest message that is shown as text, in characters.
const LONGEST_MESSAGE: usize = 2000;
/// The longest tip: one can have a link in it, which is of use as a whole alone, and no server takes longer ones.
const LONGEST_TIP: usize = 10_000;

/// How failures are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    /// For people: one sentence, what is known of the request, and what to do
    #[default]
    Text,
    /// For programs: one JSON object per line
    Json,
}

/// Where failures and notes go: standard error. Text of others is escaped here, whoever it came from.
pub struct Reporter {
    format: ErrorFormat,
    out: Mutex<Box<dyn Write + Send>>,
}

impl Reporter {
    /// To standard error, in colours where it is a terminal or where they are asked for.
    #[must_use]
    pub fn to_stderr(format: ErrorFormat, color: ColorChoice) -> Self {
        let choice = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self::to(format, Box::new(anstream::AutoStream::new(io::stderr(), choice)))
    }

    /// To anything else, as it is.
    #[must_use]
    pub fn to(format: ErrorFormat, out: Box<dyn Write + Send>) -> Self {
        Self {
            format,
            out: Mutex::new(out),
        }
    }

    /// Reports why the command failed; nothing for a closed pipe.
    pub fn failure(&self, failure: &Failure) {
        if failure.is_closed_pipe() {
            return;
        }
        match self.format {
            ErrorFormat::Text => self.write(text(failure).as_bytes()),
            ErrorFormat::Json => self.write_json(&JsonReport::of(failure)),
        }
    }

    /// Says something that is no failure and that the user should know.
    pub fn note(&self, message: &str) {
        match self.format {
            ErrorFormat::Text => self.write(format!("{NOTE}note:{NOTE:#} {}\n", escaped(message)).as_bytes()),
            ErrorFormat::Json => self.write_json(&JsonNote { level: "note", message }),
        }
    }

    /// Writes lines that were made fit for a terminal already.
    pub fn write(&self, text: &[u8]) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // Where standard error is closed there is nobody to be told of it.
        let _ = out.write_all(text).and_then(|()| out.flush());
    }

    fn write_json(&self, report: &impl Serialize) {
        // On one line, with the hidden characters of others escaped.
        if let Ok(json) = Json::from_value(report) {
            self.write(format!("{json}\n").as_bytes());
        }
    }
}

/// `error: …`, with a line each for what is known and what to do.
fn text(failure: &Failure) -> String {
    let message = failure.to_string();
    let mut text = format!(
        "{ERROR}error:{ERROR:#} {}\n",
        escaped(&shortened(&message, LONGEST_MESSAGE))
    );
    for (name, value) in failure.request().map(lines).unwrap_or_default() {
        text.push_str(&format!("  {name}: {}\n", escaped(&value)));
    }
    for tip in failure.tips() {
        text.push_str(&format!(
            "  {TIP}tip:{TIP:#} {}\n",
            escaped(&shortened(tip, LONGEST_TIP))
        ));
    }
    text
}

/// Of a message that is longer than a screen the beginning: what somebody typed or a service said may be of any length.
fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        None => text.into(),
        Some((end, _)) => {
            let (shown, left_out) = text.split_at(end);
            format!("{shown}… ({} more bytes)", left_out.len()).into()
        }
    }
}

/// What is known of a request, by the names that are shown.
fn lines(facts: &RequestFacts) -> Vec<(&'static str, String)> {
    let mut lines = vec![("request", format!("{} {}", facts.method, facts.template))];
    let mut add = |name, value: Option<String>| lines.extend(value.map(|value| (name, value)));
    add("about", facts.target.clone());
    for detail in &facts.details {
        add("detail", Some(detail.clone()));
    }
    for code in &facts.inner_codes {
        add("inner code", Some(code.clone()));
    }
    add("request-id", facts.request_id.clone());
    add("client-request-id", facts.client_request_id.clone());
    add(
        "retry after",
        facts.retry_after.map(|wait| format!("{} s", wait.as_secs())),
    );
    add(
        "retries",
        Some(facts.retries)
            .filter(|&retries| retries > 0)
            .map(|retries| retries.to_string()),
    );
    lines
}

#[derive(Serialize)]
struct JsonNote<'a> {
    level: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonReport<'a> {
    level: &'static str,
    kind: &'static str,
    exit_code: u8,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tips: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<JsonRequest<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonRequest<'a> {
    method: &'a str,
    template: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    inner_codes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    retries: u32,
}

impl<'a> JsonReport<'a> {
    fn of(failure: &'a Failure) -> Self {
        Self {
            level: "error",
            kind: failure.kind().name(),
            exit_code: failure.kind().exit_code(),
            message: failure.message(),
            place: failure.place(),
            tips: failure.tips(),
            request: failure.request().map(|facts| JsonRequest {
                method: &facts.method,
                template: &facts.template,
                status: facts.status,
                code: facts.code.as_deref(),
                target: facts.target.as_deref(),
                details: &facts.details,
                inner_codes: &facts.inner_codes,
                request_id: facts.request_id.as_deref(),
                client_request_id: facts.client_request_id.as_deref(),
                retry_after: facts.retry_after.map(|wait| wait.as_secs()),
                retries: facts.retries,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    /// What was written, for tests to read.
    #[derive(Clone, Default)]
    pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

    impl Written {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn failure() -> Failure {
        Failure::usage("`state` is no\u{1b}[2J member")
            .at("--body: data")
            .tip("`stage`")
            .with_request(RequestFacts {
                method: "POST".to_owned(),
                template: "/x/{id}/resume".to_owned(),
                retry_after: Some(Duration::from_secs(7)),
                details: vec!["data: missing".to_owned()],
                ..RequestFacts::default()
            })
    }

    #[test]
    fn as_text_each_fact_has_its_line() {
        let written = Written::default();
        let plain = anstream::StripStream::new(Box::new(written.clone()) as Box<dyn Write + Send>);
        let reporter = Reporter::to(ErrorFormat::Text, Box::new(plain));
        reporter.failure(&failure());
        reporter.note("more");
        assert_eq!(
            written.text(),
            "error: --body: data: `state` is no\\u{1b}[2J member\n  request: POST /x/{id}/resume\n  \
             detail: data: missing\n  retry after: 7 s\n  tip: `stage`\nnote: more\n"
        );
    }

    #[test]
    fn a_long_message_is_cut_and_a_link_is_not() {
        let written = Written::default();
        let plain = anstream::StripStream::new(Box::new(written.clone()) as Box<dyn Write + Send>);
        let link = format!("--from-link 'https://graph.microsoft.com/{}'", "x".repeat(8000));
        let failure = Failure::usage("é".repeat(100_000)).tip(link.clone());
        Reporter::to(ErrorFormat::Text, Box::new(plain)).failure(&failure);
        let text = written.text();
        let shown = format!("error: {}… (196000 more bytes)\n", "é".repeat(2000));
        assert_eq!(text, format!("{shown}  tip: {link}\n"));
    }

    #[test]
    fn as_json_each_is_one_line() {
        let written = Written::default();
        let reporter = Reporter::to(ErrorFormat::Json, Box::new(written.clone()));
        reporter.failure(&failure());
        reporter.note("more");
        let text = written.text();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!((&lines[0]["exitCode"], &lines[0]["kind"]), (&2.into(), &"usage".into()));
        assert_eq!(lines[0]["place"], "--body: data");
        assert_eq!(lines[0]["request"]["retryAfter"], 7);
        assert_eq!(lines[1], serde_json::json!({"level": "note", "message": "more"}));
    }

    #[test]
    fn a_closed_pipe_is_not_reported() {
        let written = Written::default();
        let reporter = Reporter::to(ErrorFormat::Text, Box::new(written.clone()));
        reporter.failure(&Failure::writing("the response", &io::ErrorKind::BrokenPipe.into()));
        assert_eq!(written.text(), "");
    }
}
