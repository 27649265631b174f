//! `msgraph-ig config`: the profiles of the configuration file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use msgraph_identity_governance::text::escaped;

use super::args::ConnectionArgs;
use super::edit::{Edit, edit};
use super::file::{ConfigFile, DEFAULT_PROFILE};
use super::keys::Key;
use super::{config_path, filled};
use crate::failure::Failure;

/// What `msgraph-ig config` does.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Print the profiles and their keys
    List,
    /// Print the value of a key
    Get {
        /// The key: tenant-id, client-id, environment, authority, endpoint, credential, scopes, certificate-path,
        /// token-file, timeout or output
        key: String,
    },
    /// Set a key of the profile in use, or of the one that --profile names
    Set {
        /// The key: tenant-id, client-id, environment, authority, endpoint, credential, scopes, certificate-path,
        /// token-file, timeout or output
        key: String,
        /// Its value
        value: String,
    },
    /// Take a key out of the profile
    Unset {
        /// The key
        key: String,
    },
    /// Print where the configuration file is
    Path,
    /// Use this profile from now on
    Use {
        /// Its name
        profile: String,
    },
}

/// Runs it; what is asked for is written to `out`.
///
/// # Errors
/// When the file cannot be trusted, read or written, or there is no such key or profile.
pub fn run(command: &ConfigCommand, args: &ConnectionArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let path = config_path()?;
    run_at(&path, command, filled(args.profile.as_deref()), out)
}

fn run_at(path: &Path, command: &ConfigCommand, asked: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let unwritten = |error: io::Error| Failure::writing("the output", &error);
    match command {
        ConfigCommand::Path => writeln!(out, "{}", path.display()).map_err(unwritten),
        ConfigCommand::List => list(&ConfigFile::read(path)?, asked, out).map_err(unwritten),
        ConfigCommand::Get { key } => {
            let key = key_of(key)?;
            let file = ConfigFile::read(path)?;
            let value = file.selected(asked)?.and_then(|profile| profile.get(key));
            let value = value.ok_or_else(|| {
                let profile = file.selected_name(asked);
                Failure::usage(format!("`{}` is not set in the profile `{profile}`", key.name()))
            })?;
            writeln!(out, "{}", escaped(value)).map_err(unwritten)
        }
        ConfigCommand::Set { key, value } => {
            let key = key_of(key)?;
            let value = absolute(key, value)?;
            key.check(&value)
                .map_err(|reason| Failure::usage(reason).at(key.name()))?;
            let file = ConfigFile::read(path)?;
            edit(path, &Edit::Set(profile_name(file.selected_name(asked))?, key, &value))
        }
        ConfigCommand::Unset { key } => {
            let key = key_of(key)?;
            let file = ConfigFile::read(path)?;
            if file.selected(asked)?.is_none_or(|profile| profile.get(key).is_none()) {
                return Ok(());
            }
            edit(path, &Edit::Unset(file.selected_name(asked), key))
        }
        ConfigCommand::Use { profile } => {
            let file = ConfigFile::read(path)?;
            if !file.names().any(|name| name == profile) {
                return Err(file.no_profile(profile));
            }
            edit(path, &Edit::Use(profile))
        }
    }
}

/// Every profile with its keys; a star marks the one in use.
fn list(file: &ConfigFile, asked: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let used = file.selected_name(asked);
    for name in file.names() {
        let mark = if name == used { "*" } else { " " };
        writeln!(out, "{mark} {}", escaped(name))?;
        let profile = file.selected(Some(name)).ok().flatten();
        let keys = Key::ALL
            .into_iter()
            .filter_map(|key| Some((key.name(), profile?.get(key)?)));
        for (key, value) in keys {
            writeln!(out, "    {key} = {}", escaped(value))?;
        }
    }
    Ok(())
}

fn key_of(name: &str) -> Result<Key, Failure> {
    Key::of(name).map_err(Failure::usage)
}

/// A profile's name can be written on a command line without quotes.
pub(super) fn profile_name(name: &str) -> Result<&str, Failure> {
    let fits = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(name);
    }
    Err(
        Failure::usage("a profile's name has letters, digits, dashes, dots and underscores")
            .at("--profile")
            .tip(format!(
                "`{DEFAULT_PROFILE}` is the one that is used where none is named"
            )),
    )
}

/// A file is meant from where the command runs now, and used from anywhere.
fn absolute(key: Key, value: &str) -> Result<String, Failure> {
    if !matches!(key, Key::CertificatePath | Key::TokenFile) || value.is_empty() {
        return Ok(value.to_owned());
    }
    let path =
        std::path::absolute(PathBuf::from(value)).map_err(|error| Failure::usage(error.to_string()).at(value))?;
    let text = path.into_os_string().into_string();
    text.map_err(|_| Failure::usage("a path of this file is not UTF-8 and cannot be kept").at(key.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(path: &Path, command: &ConfigCommand, profile: Option<&str>) -> Result<String, Failure> {
        let mut out = Vec::new();
        run_at(path, command, profile, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn set(key: &str, value: &str) -> ConfigCommand {
        let (key, value) = (key.to_owned(), value.to_owned());
        ConfigCommand::Set { key, value }
    }

    fn get(key: &str) -> ConfigCommand {
        ConfigCommand::Get { key: key.to_owned() }
    }

    #[test]
    fn profiles_are_set_used_and_listed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let run = |command: &ConfigCommand, profile| ran(&path, command, profile);
        assert_eq!(run(&ConfigCommand::List, None).unwrap(), "");
        run(&set("tenant-id", "contoso"), None).unwrap();
        run(&set("environment", "USGov"), Some("gov")).unwrap();
        assert_eq!(run(&get("tenant-id"), None).unwrap(), "contoso\n");
        run(
            &ConfigCommand::Use {
                profile: "gov".to_owned(),
            },
            None,
        )
        .unwrap();
        assert_eq!(
            run(&ConfigCommand::List, None).unwrap(),
            "  default\n    tenant-id = contoso\n* gov\n    environment = USGov\n"
        );
        let unset = ConfigCommand::Unset {
            key: "environment".to_owned(),
        };
        run(&unset, None).unwrap();
        let failure = run(&get("environment"), None).unwrap_err();
        assert_eq!(failure.message(), "`environment` is not set in the profile `gov`");
        assert_eq!(
            run(&ConfigCommand::Path, None).unwrap(),
            format!("{}\n", path.display())
        );
    }

    #[test]
    fn what_is_wrong_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (command, profile, reason) in [
            (set("tenant", "x"), None, "a similar one exists: `tenant-id`"),
            (set("environment", "Mars"), None, "it is none of Global"),
            (set("tenant-id", "x"), Some("a b"), "a profile's name has letters"),
            (
                ConfigCommand::Use {
                    profile: "none".to_owned(),
                },
                None,
                "there is no profile `none`",
            ),
        ] {
            let failure = ran(&path, &command, profile).unwrap_err();
            assert!(failure.message().contains(reason), "{failure}");
        }
        assert!(!path.exists());
    }

    #[test]
    fn a_file_is_kept_with_its_whole_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        ran(&path, &set("token-file", "token"), None).unwrap();
        let kept = ran(&path, &get("token-file"), None).unwrap();
        assert!(Path::new(kept.trim()).is_absolute(), "{kept}");
    }
}
