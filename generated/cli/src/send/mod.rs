//! Sends a prepared request and prints what comes back.
//!
//! [`Session`] is a client of one version with the settings of the command line. [`Session::run`] is what the command
//! of an operation does; [`Session::json`] gets a response for a task that looks at it.

mod args;
mod client;
mod debug;
mod headers;
mod list;
mod one;
mod progress;
mod retries;
mod stop;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use futures::TryStreamExt as _;
use msgraph_identity_governance::client::CoreClient;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::{
    ContentBody, Error, FromResponse, GraphClientOptions, Page, Raw, Request, Response, StaticTokenCredential, WhatIf,
};
use tokio::runtime::Runtime;

pub use args::{ListArgs, SendArgs};
pub use stop::Stop;

use crate::credentials::credential;
use crate::failure::{Failure, Kind, Reporter};
use crate::output::{ColumnNames, Format, Output, OutputArgs};
use crate::prepared::{Expected, Payload, Prepared};
use crate::settings::Settings;
use headers::HeaderWriter;

/// A client of one version of the service, for the requests of one command.
pub struct Session {
    client: CoreClient,
    runtime: Runtime,
    stop: Stop,
    args: SendArgs,
    /// The profile's output format.
    output: Option<Format>,
    reporter: Arc<Reporter>,
}

impl Session {
    /// A session with a version, `v1.0` or `beta`. No token is asked for yet.
    ///
    /// # Errors
    /// When there is no credential, or the endpoint cannot be used.
    pub fn new(version: &str, settings: &Settings, args: &SendArgs, reporter: &Arc<Reporter>) -> Result<Self, Failure> {
        let mut options = GraphClientOptions::new().with_cloud(settings.cloud());
        options.timeout = settings.timeout;
        options.retry = args.retry();
        Self::with(version, credential(settings)?, options, settings.output, args, reporter)
    }

    fn with(
        version: &str,
        credential: Arc<dyn TokenCredential>,
        options: GraphClientOptions,
        output: Option<Format>,
        args: &SendArgs,
        reporter: &Arc<Reporter>,
    ) -> Result<Self, Failure> {
        // One thread: a command waits for one response at a time. What reads files or runs `az` has threads of its own.
        let runtime = runtime()?;
        let client = client::new(version, credential, options, args, reporter)?;
        retries::report_to(reporter);
        Ok(Self {
            client,
            runtime,
            stop: Stop::listen(),
            args: args.clone(),
            output,
            reporter: reporter.clone(),
        })
    }

    /// Sends the request and prints its response.
    ///
    /// # Errors
    /// When it cannot be sent, the service refuses, or the response cannot be written; of a list that was stopped too.
    pub fn run(&self, prepared: &Prepared, list: &ListArgs, output: &OutputArgs) -> Result<(), Failure> {
        list.check(prepared)?;
        if prepared.expects == Expected::Content && output.output_file.is_none() {
            one::refuse_terminal()?;
        }
        let mut headers = HeaderWriter::new(self.args.response_headers.as_deref(), &self.reporter)?;
        let mut printer = Output::new(output, self.output, column_names(prepared))?;
        let sent = self.runtime.block_on(async {
            match prepared.expects {
                Expected::Page => list::run(self, prepared, list, &mut printer, &mut headers).await,
                expects => one::run(self, prepared, expects, &mut printer, &mut headers).await,
            }
        });
        // What came of a list before it failed is whole, and is kept.
        let is_kept = |failure: &Failure| printer.has_begun_list() && failure.kind() != Kind::Output;
        if sent.as_ref().err().is_none_or(is_kept) {
            printer.finish()?.iter().for_each(|note| self.reporter.note(note));
        }
        sent
    }

    /// Sends the request and gives its response, which is JSON; null where there is none.
    ///
    /// # Errors
    /// When it cannot be sent, or the service refuses.
    pub fn json(&self, prepared: &Prepared) -> Result<Json, Failure> {
        let mut headers = HeaderWriter::new(self.args.response_headers.as_deref(), &self.reporter)?;
        let request = self.request::<Json>(prepared, None);
        Ok(self.runtime.block_on(self.send(request, &mut headers))?.into_value())
    }

    /// Goes through all items of a list, page by page.
    ///
    /// # Errors
    /// When it cannot be sent, the service refuses, or `visit` does.
    pub fn each_item(
        &self,
        prepared: &Prepared,
        visit: &mut dyn FnMut(&str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.runtime.block_on(async {
            let mut items = self.request::<Page<Json>>(prepared, None).items();
            while let Some(item) = self.unless_stopped(items.try_next()).await?? {
                visit(item.as_str())?;
            }
            Ok(())
        })
    }

    /// The request as it would be sent, without a token.
    ///
    /// # Errors
    /// When it cannot be sent, or the endpoint cannot be used.
    pub fn what_if(prepared: &Prepared, list: &ListArgs, settings: &Settings) -> Result<WhatIf, Failure> {
        list.check(prepared)?;
        let options = GraphClientOptions::new().with_cloud(settings.cloud());
        let nobody = StaticTokenCredential::new("none is needed: nothing is sent");
        let client = CoreClient::new(nobody, Some(options), prepared.version)
            .map_err(|error| Failure::from(error).at("--endpoint"))?;
        if let Some(link) = &list.from_link {
            return Ok(client.follow::<Json>(link).what_if()?);
        }
        Ok(request::<Json>(&client, prepared, list.page_size).what_if()?)
    }

    /// The library's request.
    fn request<A: FromResponse>(&self, prepared: &Prepared, page_size: Option<u32>) -> Request<A, Raw> {
        request(&self.client, prepared, page_size)
    }

    /// Sends it, unless the user stops it, and writes the response's headers where they are asked for.
    async fn send<A: FromResponse, O>(
        &self,
        request: Request<A, O>,
        headers: &mut HeaderWriter,
    ) -> Result<Response<A>, Failure> {
        let sent: Result<Response<A>, Error> = self.unless_stopped(request.send_with_response()).await?;
        match sent {
            Ok(response) => {
                headers.write(response.status(), response.headers())?;
                Ok(response)
            }
            Err(error) => {
                if let (Some(status), Some(of_error)) = (error.status(), error.headers()) {
                    headers.write(status, of_error)?;
                }
                Err(error.into())
            }
        }
    }

    /// Waits, unless the user stops it.
    async fn unless_stopped<T>(&self, waiting: impl Future<Output = T>) -> Result<T, Failure> {
        tokio::select! {
            biased;
            () = self.stop.stopped() => Err(Failure::new(Kind::Stopped, "stopped")),
            done = waiting => Ok(done),
        }
    }
}

/// What waits for responses.
///
/// # Errors
/// When the system gives none.
pub fn runtime() -> Result<Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::usage(format!("no runtime could be started: {error}")))
}

/// The library's request.
fn request<A: FromResponse>(client: &CoreClient, prepared: &Prepared, page_size: Option<u32>) -> Request<A, Raw> {
    let mut request = client.request::<A>(prepared.method, &prepared.path);
    if let Some(template) = prepared.template {
        request = request.template(template);
    }
    for (name, value) in &prepared.query {
        request = request.query(name.as_str(), value.as_str());
    }
    for (name, value) in &prepared.headers {
        request = request.header(name, value);
    }
    if let Some(size) = page_size {
        request = request.prefer(&list::page_size(size));
    }
    match &prepared.body {
        Payload::Nothing => request,
        Payload::Json(json) => {
            request.content(ContentBody::new(json.clone().into_bytes()).with_content_type("application/json"))
        }
        Payload::Bytes { bytes, media_type } => {
            request.content(ContentBody::new(bytes.clone()).with_content_type(media_type.clone()))
        }
    }
}

/// The columns of a table of these responses.
fn column_names(prepared: &Prepared) -> ColumnNames {
    let select = prepared
        .query
        .iter()
        .find(|(name, _)| name.trim_start_matches('$') == "select");
    let selected = select.map(|(_, names)| names.split(',').map(|name| name.trim().to_owned()));
    ColumnNames {
        selected: selected
            .into_iter()
            .flatten()
            .filter(|name| !name.is_empty() && name != "*")
            .collect(),
        main: prepared.main_members.clone(),
    }
}
