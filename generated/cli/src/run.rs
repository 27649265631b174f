//! What the commands have in common when they run: settings, the session, `--what-if`, `--confirm`.

use std::cell::OnceCell;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

use clap::{ArgMatches, FromArgMatches as _};
use msgraph_identity_governance::reflection::{Api, MissingIn, Operation};

use msgraph_identity_governance::text::escaped;

use crate::body::Problem;
use crate::common::Common;
use crate::failure::{Failure, Kind, Reporter};
use crate::operation::flag;
use crate::prepared::Prepared;
use crate::send::{ListArgs, Session};
use crate::settings::{Environment, Settings};
use crate::what_if::{self, Form};

/// What a command runs with.
pub struct Run {
    /// The version.
    pub api: &'static Api,
    /// The options of every command.
    pub common: Common,
    /// Where errors and notes go.
    pub reporter: Arc<Reporter>,
    /// The settings, once something has asked for them.
    pub loaded: OnceCell<Settings>,
}

impl Run {
    /// The settings of the command line, the environment and the profile.
    ///
    /// # Errors
    /// When the configuration file cannot be used.
    pub fn settings(&self) -> Result<&Settings, Failure> {
        if let Some(settings) = self.loaded.get() {
            return Ok(settings);
        }
        let settings = Settings::load(&self.common.connection)?;
        Ok(self.loaded.get_or_init(|| settings))
    }

    /// A session with the service.
    ///
    /// # Errors
    /// As [`Run::settings`]; when there is no credential.
    pub fn session(&self) -> Result<Session, Failure> {
        Session::new(self.api.version(), self.settings()?, &self.common.send, &self.reporter)
    }

    /// Refuses an operation that the cloud does not have, and says on a terminal that one is deprecated.
    ///
    /// # Errors
    /// When the cloud of the settings does not have it, unless `--force` sends it all the same.
    pub fn look_at(&self, operation: Operation, matches: &ArgMatches) -> Result<(), Failure> {
        let settings = self.settings()?;
        let cloud = match settings.environment {
            Environment::China => Some(MissingIn::China),
            Environment::UsGov | Environment::UsGovDod => Some(MissingIn::UsGovernment),
            Environment::Global => None,
        };
        let missing = cloud.filter(|cloud| operation.missing_in().any(|missing| missing == *cloud));
        if let Some(cloud) = missing.filter(|_| settings.endpoint.is_none() && !flag(matches, "force")) {
            return Err(Failure::usage(format!("{} does not have it", cloud.name()))
                .at(operation.to_string())
                .tip("nothing was sent; --force sends it all the same"));
        }
        if let Some(end) = operation.deprecation().filter(|_| std::io::stderr().is_terminal()) {
            let until = end
                .removal()
                .map(|date| format!(", removed on {date}"))
                .unwrap_or_default();
            let instead = end
                .instead()
                .map(|instead| format!("; use {instead}"))
                .unwrap_or_default();
            self.reporter
                .note(&format!("{operation} is deprecated{until}{instead}"));
        }
        Ok(())
    }

    /// Shows the request, or asks and sends it, as the options say.
    ///
    /// # Errors
    /// When it cannot be sent, is not confirmed, or the service refuses.
    pub fn send(&self, prepared: &Prepared, matches: &ArgMatches) -> Result<(), Failure> {
        let list = match matches.try_contains_id("all") {
            Ok(_) => ListArgs::from_arg_matches(matches).map_err(|error| Failure::from(&error))?,
            // A task that sends one request has no options of lists.
            Err(_) => ListArgs::default(),
        };
        list.check(prepared)?;
        if self.is_shown(prepared, &list, matches)? {
            return Ok(());
        }
        self.confirm(prepared, matches)?;
        self.session()?.run(prepared, &list, &self.common.output)
    }

    /// Shows the request where `--what-if` asks for it.
    fn is_shown(&self, prepared: &Prepared, list: &ListArgs, matches: &ArgMatches) -> Result<bool, Failure> {
        let Some(form) = matches.try_get_one::<String>("what-if").ok().flatten() else {
            return Ok(false);
        };
        let shown = Session::what_if(prepared, list, self.settings()?)?;
        let text = what_if::show(&shown, &prepared.body, Form::parse(form));
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::writing("the request", &error))?;
        Ok(true)
    }

    /// Asks where `--confirm` wants it.
    ///
    /// # Errors
    /// When the user says no, or there is no terminal to ask on.
    fn confirm(&self, prepared: &Prepared, matches: &ArgMatches) -> Result<(), Failure> {
        if !flag(matches, "confirm") {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(Failure::usage("there is no terminal to ask on")
                .at("--confirm")
                .tip("leave it out where no person is there to answer; --what-if shows the request"));
        }
        let question = format!("{} {}\nSend it? [y/N] ", prepared.method, escaped(&prepared.path));
        self.reporter.write(question.as_bytes());
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        read.map_err(|error| Failure::usage(format!("the terminal cannot be read: {error}")).at("--confirm"))?;
        if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        Err(Failure::new(Kind::Stopped, "nothing was sent: it was not confirmed"))
    }
}

/// A failure that names all problems.
pub fn refused(problems: Vec<Problem>) -> Failure {
    let mut problems = problems.into_iter();
    let Some(first) = problems.next() else {
        return Failure::new(Kind::Usage, "the request cannot be made");
    };
    let mut failure = Failure::usage(first.what).at(first.place);
    if let Some(hint) = first.hint {
        failure = failure.tip(hint);
    }
    let mut more = 0;
    for problem in problems {
        let hint = problem.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
        failure = failure.tip(format!("also: {}: {}{hint}", problem.place, problem.what));
        more += 1;
    }
    if more > 0 || failure.place().is_some_and(|place| place.starts_with("body")) {
        failure = failure.tip("nothing was sent; --force sends it all the same");
    }
    failure
}
