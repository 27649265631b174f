//! The options of every command that are about sending.

use std::path::PathBuf;

use clap::Args;
use msgraph_identity_governance::RetryOptions;

use crate::failure::Failure;
use crate::prepared::{Expected, Prepared};

const SENDING: &str = "Sending";
const LISTS: &str = "Lists";

/// The options that are about sending.
#[derive(Args, Clone, Debug, Default)]
pub struct SendArgs {
    /// Print `true` where the response has no body
    #[arg(long, help_heading = SENDING)]
    pub pass_thru: bool,
    /// Write the response's status and headers to a file; without a name, or for -, to standard error
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", help_heading = SENDING)]
    pub response_headers: Option<PathBuf>,
    /// Show requests and responses on standard error: method, URL and headers, tokens and cookies masked
    #[arg(long, help_heading = SENDING)]
    pub debug: bool,
    /// How often a request is retried at most, where that cannot do it twice [default: 5, and 1 where no connection can
    /// be made]
    #[arg(long, value_name = "NUMBER", env = "MSGRAPH_IG_RETRIES", value_parser = clap::value_parser!(u32).range(..=100), help_heading = SENDING)]
    pub retries: Option<u32>,
    /// With --debug: show bodies too, with members masked that are named like secrets; they can hold personal data
    #[arg(long, requires = "debug", help_heading = SENDING)]
    pub debug_bodies: bool,
}

/// The options that are about lists.
#[derive(Args, Clone, Debug, Default)]
pub struct ListArgs {
    /// Follow the next links to the end of the list
    #[arg(long, help_heading = LISTS)]
    pub all: bool,
    /// How many items a page should have (Prefer: odata.maxpagesize); the service has its own limits
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..), help_heading = LISTS)]
    pub page_size: Option<u32>,
    /// Go on with a list from its next or delta link, which has the query options in itself
    #[arg(long, value_name = "URL", help_heading = LISTS)]
    pub from_link: Option<String>,
}

impl SendArgs {
    /// How patiently requests are retried. Whoever waits at a terminal for a service that cannot be reached wants to
    /// know that at once, and not after the quarter of a minute that a program in the background may spend.
    pub(super) fn retry(&self) -> RetryOptions {
        let retry = RetryOptions::default().with_max_connect_retries(1);
        match self.retries {
            Some(retries) => retry.with_max_retries(retries).with_max_connect_retries(retries),
            None => retry,
        }
    }
}

impl ListArgs {
    /// Refuses what fits no request of this kind.
    ///
    /// # Errors
    /// When an option is for lists and this is none, or a link comes with query options.
    pub fn check(&self, prepared: &Prepared) -> Result<(), Failure> {
        if prepared.expects != Expected::Page {
            let used = [
                (self.all, "--all"),
                (self.page_size.is_some(), "--page-size"),
                (self.from_link.is_some(), "--from-link"),
            ];
            if let Some((_, option)) = used.into_iter().find(|(used, _)| *used) {
                return Err(Failure::usage("it is for lists, and this is none").at(option));
            }
        }
        match prepared.query.first() {
            Some((name, _)) if self.from_link.is_some() => {
                let reason = format!("a link has its query options in itself: leave out {name}");
                Err(Failure::usage(reason).at("--from-link"))
            }
            _ => Ok(()),
        }
    }
}
