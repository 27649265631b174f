//! A service that takes callouts of Microsoft Entra from a Logic App, decides, and resumes: an example to copy.
//!
//! A callout is verified, read and stored, and gets its response at once. The decision follows in the background, also
//! after a restart. The README of this folder leads from the portal's settings to a running service.
//!
//! | what | where |
//! |---|---|
//! | **the decision: what you replace** | `rule`, with its table in `table` |
//! | settings by flags and environment | `settings` |
//! | pages: callouts, health, metrics | `pages` |
//! | the caller, verified before the body is read | `caller` |
//! | a callout of either kind: its id, how long it waits | `callout` |
//! | callouts and decisions, kept in SQLite | `store`, the statements in `store/table` |
//! | decisions and resumes in the background | `work` |
//! | a decision as the request that resumes | `resume` |
//! | the client of Microsoft Graph and its credential | `graph` |
//! | what is counted | `metrics` |
//! | when to stop | `stop` |

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test may panic"
    )
)]

mod caller;
mod callout;
mod graph;
mod metrics;
mod pages;
mod resume;
mod rule;
mod settings;
mod stop;
mod store;
mod table;
mod work;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use msgraph_identity_governance::v1_0::callout::verify::CallerVerifier;
use tokio::net::TcpListener;

use metrics::Metrics;
use pages::App;
use settings::{LogFormat, Settings};
use store::Store;
use table::Table;
use work::Work;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    log(settings.log_format);
    match run(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the service cannot run");
            ExitCode::FAILURE
        }
    }
}

async fn run(settings: Settings) -> Result<(), Failure> {
    let verifier = CallerVerifier::new(settings.expected(), Some(settings.verify_options()))?;
    let client = graph::client(&settings)?;
    let table = Table::read(settings.rules.as_deref())?;
    let store = Store::open(&settings.database).await?;
    let metrics = Arc::new(Metrics::new());
    let stop = stop::signal()?;

    let work = Work::new(client, table, store.clone(), Arc::clone(&metrics), &settings);
    let worker = tokio::spawn(work.clone().run(stop.clone()));
    let listener = TcpListener::bind(&settings.listen)
        .await
        .map_err(|error| format!("nothing can listen at {}: {error}", settings.listen))?;
    // The one line on standard output: whoever starts the service with port 0 reads it. The log is on standard error.
    println!("listening on http://{}", listener.local_addr()?);

    let app = App::new(verifier, store, work, metrics);
    let requests = axum::serve(listener, pages::router(app)).with_graceful_shutdown(stop::wait(stop.clone()));
    let mut served = tokio::spawn(requests.into_future());
    let ended = tokio::select! {
        // It ends by itself only with an error.
        ended = &mut served => Some(ended),
        () = stop::wait(stop) => tokio::time::timeout(settings.stop_within, &mut served).await.ok(),
    };
    if let Some(ended) = ended {
        ended??;
    } else {
        tracing::warn!("requests that had not ended were left");
        served.abort();
    }
    worker.await?;
    tracing::info!("stopped");
    Ok(())
}

/// The log goes to standard error; `RUST_LOG` says what is in it. What azure_core and the transport log holds whole URLs,
/// and is left out unless it is asked for.
fn log(format: LogFormat) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,callout_service=info,msgraph_identity_governance=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().init(),
    }
}
