//! The command line as clap sees it. Only the commands that the words lead to are made, not the five thousand that
//! there are: a level has its words by name, and the last word its operation's options.

use clap::{Arg, ArgMatches, Command, FromArgMatches as _};
use msgraph_identity_governance::reflection::{Api, Item, Operation, OperationKind};

use crate::common::{Common, api, common_args, with_common};
use crate::grammar::{Choice, Verb, Words};
use crate::operation;
use crate::{nearest, powershell};

/// What the words of a command line lead to.
#[derive(Clone, Debug)]
pub enum Target {
    /// An operation.
    Operation(Operation),
    /// One of the commands of this program's own, by its name.
    Own(String),
    /// No command: some words are missing, or none of the table; clap says which.
    Nothing,
}

/// The commands that are not made from the table.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// Their names.
    pub names: &'static [&'static str],
    /// They themselves, for a version.
    pub commands: fn(&'static Api) -> Vec<Command>,
}

/// A command line that was looked at, and the command that reads it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The arguments in our form: PowerShell's became ours.
    pub args: Vec<String>,
    /// The version whose words are read.
    pub api: &'static Api,
    /// What reads the arguments.
    pub command: Command,
    /// What the words lead to.
    pub target: Target,
}

impl Line {
    /// Looks at a command line: `args` begins with the program's name.
    pub fn of(args: &[String], own: &Own) -> Self {
        let args = powershell::translate(args);
        let common = common_args();
        let scan = Scan::of(&args, &common);
        let by_name = args.first().is_some_and(|name| program(name).ends_with("-beta"));
        let api = api(scan.beta || by_name);
        let mut root = root();
        let named = scan.words.first().filter(|word| own.names.contains(&word.as_str()));
        if let Some(name) = named {
            return Self {
                target: Target::Own(name.clone()),
                command: root.subcommands((own.commands)(api)),
                args,
                api,
            };
        }
        let mut target = Target::Nothing;
        let start = Words::start(api);
        let words: Vec<&str> = scan.words.iter().map(String::as_str).collect();
        let (at, skipped) = match words.first() {
            Some(first) if start.next().contains_key(*first) => (start, false),
            _ => (only(&start).unwrap_or(start), true),
        };
        match words.split_first() {
            None => {
                root = root.subcommands((own.commands)(api));
                for (word, below) in at.next() {
                    root = root.subcommand(group_stub(&word, &below));
                }
            }
            Some((first, rest)) => {
                let level = at.enter(first).filter(|_| !(skipped && Verb::parse(first).is_some()));
                root = match level {
                    Some(below) => root.subcommand(group(first, &below, rest, &scan, &mut target)),
                    None => {
                        let stubs = at.next().into_iter().map(|(word, below)| group_stub(&word, &below));
                        root.subcommands((own.commands)(api)).subcommands(stubs)
                    }
                };
            }
        }
        Self {
            args,
            api,
            command: root,
            target,
        }
    }

    /// Reads the arguments.
    ///
    /// # Errors
    /// What clap says, with what else may be meant.
    pub fn matches(&self) -> Result<ArgMatches, clap::Error> {
        self.command.clone().try_get_matches_from(&self.args)
    }

    /// What to say beside clap's words of an unknown command: that the other version has it, or what is like it.
    pub fn tip(&self) -> Option<String> {
        let scan = Scan::of(&self.args, &common_args());
        if let Target::Operation(operation) = &self.target {
            return operation::nearest_option(*operation, &scan.typed);
        }
        let other = api(self.api.version() != "beta");
        let words: Vec<&str> = scan.words.iter().map(String::as_str).collect();
        if words.is_empty() || matches!(self.target, Target::Own(_)) {
            return None;
        }
        let mine = depth(self.api, &words);
        if depth(other, &words) == words.len() && mine < words.len() {
            return Some(match other.version() {
                "beta" => "beta has it: add --beta".to_owned(),
                _ => "v1.0 has it: leave out --beta".to_owned(),
            });
        }
        let word = words.get(mine)?;
        let names = known_at(self.api, words.get(..mine)?);
        nearest::nearest(word, names.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"))
    }
}

/// The innermost command's matches.
pub fn leaf(matches: &ArgMatches) -> &ArgMatches {
    std::iter::successors(Some(matches), |matches| matches.subcommand().map(|(_, below)| below))
        .last()
        .unwrap_or(matches)
}

/// The common options, from whichever level they stand at.
///
/// # Errors
/// When a value does not fit; clap has looked before.
pub fn common(matches: &ArgMatches) -> Result<Common, clap::Error> {
    Common::from_arg_matches(leaf(matches))
}

fn root() -> Command {
    let command = Command::new("msgraph-ig")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Microsoft Graph's identity governance API as a command line")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .after_help(
            "Words name a path, the last one what is done: `msgraph-ig entitlement-management access-packages list`.\n\
             Keys are options: `… access-packages get --access-package-id ID`. A URL works as well: `msgraph-ig get \
             '/identityGovernance/…'`.\n`msgraph-ig find WORDS` finds operations by words, permissions, or a cmdlet's \
             name.",
        );
    with_common(command)
}

/// The only root of a table, which need not be named.
fn only(start: &Words) -> Option<Words> {
    let mut next = start.next().into_values();
    next.next().filter(|_| next.next().is_none())
}

fn program(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// A word as help lists it.
fn group_stub(word: &str, below: &Words) -> Command {
    Command::new(word.to_owned()).about(about_group(below))
}

fn about_group(words: &Words) -> String {
    let Some(segment) = words.segment() else {
        return String::new();
    };
    let name = match segment.subject().map(|subject| subject.item()) {
        Some(Item::Type(ty)) => ty.short_name().to_owned(),
        Some(Item::Primitive(name)) => name.to_owned(),
        _ => String::new(),
    };
    let doc = segment.operations().find_map(|operation| operation.doc());
    match doc {
        Some(doc) => doc.to_owned(),
        None => name,
    }
}

/// The command of a word, with all that the rest of the words leads to, or (at the last of them) all that can follow.
fn group(name: &str, at: &Words, rest: &[&str], scan: &Scan, target: &mut Target) -> Command {
    let command = Command::new(name.to_owned())
        .about(about_group(at))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    if let Some((word, after)) = rest.split_first() {
        // A verb is the last word; a segment may be called like one.
        let verb = Verb::parse(word).filter(|_| after.is_empty());
        let operation = verb.and_then(|verb| chosen(&meant(at, verb)?, scan));
        if let Some(operation) = operation {
            *target = Target::Operation(operation);
            return command.subcommand(of_operation(word, operation, scan));
        }
        if let Some(below) = at.enter(word) {
            return command.subcommand(group(word, &below, after, scan, target));
        }
    }
    let verbs = at.verbs().into_iter().filter_map(|(verb, choice)| {
        let operation = choice.operations.first()?;
        Some(Command::new(verb.name()).about(operation::summary(*operation)))
    });
    let words = at.next().into_iter().map(|(word, below)| group_stub(&word, &below));
    command.subcommands(verbs).subcommands(words)
}

/// What a verb means. A collection without keys is read by `get` as mgc has it, and by `list` too.
fn meant(at: &Words, verb: Verb) -> Option<Choice> {
    let mut verbs = at.verbs();
    let other = (verb == Verb::List).then_some(Verb::Get);
    verbs.remove(&verb).or_else(|| {
        let mut choice = verbs.remove(&other?)?;
        choice
            .operations
            .retain(|operation| operation.kind() == OperationKind::List);
        (!choice.operations.is_empty()).then_some(choice)
    })
}

fn chosen(choice: &Choice, scan: &Scan) -> Option<Operation> {
    choice.among(&|option| scan.typed.iter().any(|typed| typed == option))
}

fn of_operation(name: &str, operation: Operation, scan: &Scan) -> Command {
    operation::command(name, operation, &scan.typed)
}

/// How many of the words the table of a version knows, the verb included.
fn depth(api: &'static Api, words: &[&str]) -> usize {
    let start = Words::start(api);
    let mut at = match words.first() {
        Some(first) if start.next().contains_key(*first) => start,
        _ => only(&start).unwrap_or(start),
    };
    for (known, word) in words.iter().enumerate() {
        match at.enter(word) {
            Some(below) => at = below,
            None => {
                let verb = Verb::parse(word).filter(|verb| at.verbs().contains_key(verb));
                return known + usize::from(verb.is_some());
            }
        }
    }
    words.len()
}

/// The words and verbs that can follow after these.
fn known_at(api: &'static Api, words: &[&str]) -> Vec<String> {
    let start = Words::start(api);
    let mut at = match words.first() {
        Some(first) if !start.next().contains_key(*first) => only(&start).unwrap_or(start),
        None => only(&start).unwrap_or(start),
        _ => start,
    };
    for word in words {
        match at.enter(word) {
            Some(below) => at = below,
            None => break,
        }
    }
    let verbs = at.verbs().into_keys().map(|verb| verb.name().to_owned());
    at.next().into_keys().chain(verbs).collect()
}

/// Words and options of a command line, told apart before clap reads it.
struct Scan {
    words: Vec<String>,
    /// Long options without dashes and values.
    typed: Vec<String>,
    beta: bool,
}

impl Scan {
    fn of(args: &[String], common: &[Arg]) -> Self {
        let mut scan = Self {
            words: Vec::new(),
            typed: Vec::new(),
            beta: false,
        };
        let mut in_words = true;
        let mut rest = args.iter().skip(1);
        while let Some(arg) = rest.next() {
            if arg == "--" {
                break;
            }
            if !arg.starts_with('-') || arg == "-" {
                if in_words {
                    scan.words.push(arg.clone());
                }
                continue;
            }
            let long = arg
                .strip_prefix("--")
                .map(|long| long.split('=').next().unwrap_or(long));
            scan.beta |= long == Some("beta");
            scan.typed.extend(long.map(str::to_owned));
            if !in_words {
                continue;
            }
            // Words go on behind an option that every command has; another one ends them.
            let known = common.iter().find(|known| match long {
                Some(long) => {
                    let aliases = known.get_all_aliases().unwrap_or_default();
                    known.get_long() == Some(long) || aliases.contains(&long)
                }
                None => arg.chars().nth(1).is_some_and(|short| known.get_short() == Some(short)),
            });
            match known {
                Some(known) => {
                    let takes_next = known.get_num_args().is_none_or(|range| range.min_values() > 0)
                        && known.get_action().takes_values();
                    let has_value = arg.contains('=') || (long.is_none() && arg.chars().count() > 2);
                    if takes_next && !has_value {
                        rest.next();
                    }
                }
                None if matches!(arg.as_str(), "--help" | "-h" | "--version" | "-V") => {}
                None => in_words = false,
            }
        }
        scan
    }
}
