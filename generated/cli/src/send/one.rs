//! Responses that are no lists.

use std::io::{self, IsTerminal as _};

use futures::TryStreamExt as _;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::{Content, ItemCount, Response};

use super::Session;
use super::headers::HeaderWriter;
use super::progress::Progress;
use crate::failure::{Failure, Kind};
use crate::output::Output;
use crate::prepared::{Expected, Prepared};

/// Sends the request and prints its response.
pub(super) async fn run(
    session: &Session,
    prepared: &Prepared,
    expects: Expected,
    output: &mut Output,
    headers: &mut HeaderWriter,
) -> Result<(), Failure> {
    match expects {
        Expected::Page | Expected::Json => {
            let response = session.send(session.request::<Json>(prepared, None), headers).await?;
            if response.has_body() {
                output.document(response.as_str())
            } else {
                without_body(session, output)
            }
        }
        Expected::Count => {
            let count = session
                .send(session.request::<ItemCount<Json>>(prepared, None), headers)
                .await?;
            output.document(&count.into_value().to_string())
        }
        Expected::Content => {
            let response = session
                .send(session.request::<Content>(prepared, None), headers)
                .await?;
            stream(session, response.into_value(), output).await
        }
        Expected::Nothing => {
            let mut request = session.request::<Content>(prepared, None);
            if !prepared
                .headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("accept"))
            {
                request = request.header("accept", "application/json");
            }
            let response = session.send(request, headers).await?;
            unexpected(session, response, output).await
        }
    }
}

/// The bytes of a stream on a terminal would act upon it.
pub(super) fn refuse_terminal() -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    Err(
        Failure::usage("the response is a file, and standard output is a terminal")
            .tip("--output-file FILE writes it to a file, `--output-file -` to the terminal all the same"),
    )
}

fn without_body(session: &Session, output: &mut Output) -> Result<(), Failure> {
    if session.args.pass_thru {
        output.document("true")
    } else {
        Ok(())
    }
}

async fn stream(session: &Session, mut content: Content, output: &mut Output) -> Result<(), Failure> {
    let progress = Progress::new(output.is_shown());
    let mut bytes = 0;
    while let Some(chunk) = session.unless_stopped(content.try_next()).await?? {
        output.bytes(&chunk)?;
        bytes += chunk.len() as u64;
        progress.bytes(bytes);
    }
    Ok(())
}

/// What came where nothing was expected: JSON in the output's format, anything else as it is.
async fn unexpected(session: &Session, response: Response<Content>, output: &mut Output) -> Result<(), Failure> {
    let status = response.status();
    let content = response.into_value();
    let kind = content.content_type().unwrap_or_default().to_ascii_lowercase();
    let bytes = session.unless_stopped(content.bytes()).await??;
    let text = std::str::from_utf8(&bytes).map(str::trim_ascii);
    if text.is_ok_and(str::is_empty) {
        return without_body(session, output);
    }
    if kind.contains("html") {
        let reason = format!("the response ({status}) is a web page, where nothing is expected");
        return Err(Failure::new(Kind::Network, reason)
            .tip("a gateway or proxy may have responded: get what should have changed, and look"));
    }
    match text.ok().and_then(|text| text.parse::<Json>().ok()) {
        Some(json) => output.document(json.as_str()),
        None => output.bytes(&bytes),
    }
}
