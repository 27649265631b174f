//! The configuration file: profiles with their keys.
//!
//! ```toml
//! profile = "work"
//!
//! [profiles.work]
//! tenant-id = "contoso.onmicrosoft.com"
//! credential = "azure-cli"
//! ```

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike};

use super::filled;
use super::keys::Key;
use super::permissions::{check_unwritable_by_others, unreadable};
use crate::failure::Failure;
use crate::nearest::nearest;

/// The profile of a file that names none.
pub(super) const DEFAULT_PROFILE: &str = "default";
/// The key that names the profile in use.
pub(super) const PROFILE: &str = "profile";
/// The table of profiles.
pub(super) const PROFILES: &str = "profiles";

/// Nobody writes a longer one by hand.
const LONGEST: u64 = 1024 * 1024;

/// A configuration file that was read and checked.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    profile: Option<String>,
    profiles: BTreeMap<String, Profile>,
}

/// The keys of one profile.
#[derive(Debug, Default)]
pub(super) struct Profile(BTreeMap<Key, String>);

impl Profile {
    pub(super) fn get(&self, key: Key) -> Option<&str> {
        filled(self.0.get(&key).map(String::as_str))
    }
}

impl ConfigFile {
    /// Reads the file; an empty one where there is none.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        match read_text(path)? {
            Some(text) => Self::parse(&text, &path.display().to_string()),
            None => Ok(Self::default()),
        }
    }

    /// Reads the file's text; `name` is what errors call it.
    pub(super) fn parse(text: &str, name: &str) -> Result<Self, Failure> {
        let fault = |span: Option<Range<usize>>, reason: String| Failure::usage(reason).at(place(name, text, span));
        let document = Document::parse(text).map_err(|error| fault(error.span(), first_line(error.message())))?;
        let mut file = Self::default();
        for (name, item) in document.iter() {
            let span = document.as_table().key(name).and_then(toml_edit::Key::span);
            match name {
                PROFILE => {
                    let profile = item
                        .as_str()
                        .ok_or_else(|| fault(item.span(), "a profile's name is expected".into()))?;
                    file.profile = Some(profile.to_owned());
                }
                PROFILES => {
                    let tables = table(item).map_err(|reason| fault(item.span(), reason))?;
                    for (name, item) in tables.iter() {
                        let read = table(item).map_err(|reason| (item.span(), reason)).and_then(profile);
                        let read = read.map_err(|(span, reason)| fault(span, reason))?;
                        file.profiles.insert(name.to_owned(), read);
                    }
                }
                name if Key::of(name).is_ok() => {
                    return Err(fault(
                        span,
                        format!("`{name}` belongs into a profile: write it below `[profiles.default]`"),
                    ));
                }
                name => {
                    let reason =
                        format!("there is no key `{name}` here; there are `profile` and the tables `[profiles.NAME]`");
                    return Err(fault(span, reason));
                }
            }
        }
        Ok(file)
    }

    /// The profile that is used: the one asked for, the file's own choice, or `default` if it is there.
    pub(super) fn selected(&self, asked: Option<&str>) -> Result<Option<&Profile>, Failure> {
        let Some(name) = asked.or(self.profile.as_deref()) else {
            return Ok(self.profiles.get(DEFAULT_PROFILE));
        };
        match self.profiles.get(name) {
            Some(profile) => Ok(Some(profile)),
            None => Err(self.no_profile(name)),
        }
    }

    /// The name of the profile that is used, whether or not it is there.
    pub(super) fn selected_name<'a>(&'a self, asked: Option<&'a str>) -> &'a str {
        asked.or(self.profile.as_deref()).unwrap_or(DEFAULT_PROFILE)
    }

    /// The names of all profiles.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    pub(super) fn no_profile(&self, name: &str) -> Failure {
        let failure = Failure::usage(format!("there is no profile `{name}`"));
        if let Some(near) = nearest(name, self.names()) {
            return failure.tip(format!("a similar one exists: `{near}`"));
        }
        let failure = match self.profiles.is_empty() {
            true => failure,
            false => failure.tip(format!("there are {}", self.names().collect::<Vec<_>>().join(", "))),
        };
        failure.tip(format!("`msgraph-ig config --profile {name} set tenant-id …` makes it"))
    }
}

/// The text of a file that others cannot write; nothing where there is none.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, Failure> {
    let failed = |error: &std::io::Error| unreadable(path, error);
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        // A file where a folder is expected: there is no configuration below it.
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    if metadata.is_dir() {
        return Err(Failure::usage("it is a folder, where a file is expected").at(path.display().to_string()));
    }
    check_unwritable_by_others(path, &metadata)?;
    let mut text = String::new();
    file.take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    if text.len() as u64 > LONGEST {
        return Err(Failure::usage("it has more than 1 MiB").at(path.display().to_string()));
    }
    Ok(Some(text))
}

/// The keys of one profile, or where something is wrong and what.
fn profile(table: &dyn TableLike) -> Result<Profile, (Option<Range<usize>>, String)> {
    let mut keys = BTreeMap::new();
    for (name, item) in table.iter() {
        let key = Key::of(name).map_err(|reason| (table.key(name).and_then(toml_edit::Key::span), reason))?;
        let value = match item.as_str() {
            Some(text) => text.to_owned(),
            None => item
                .as_integer()
                .map(|number| number.to_string())
                .ok_or_else(|| (item.span(), format!("`{name}` is text: put it into quotes")))?,
        };
        key.check(&value)
            .map_err(|reason| (item.span(), format!("`{name}`: {reason}")))?;
        keys.insert(key, value);
    }
    Ok(Profile(keys))
}

fn table(item: &Item) -> Result<&dyn TableLike, String> {
    item.as_table_like()
        .ok_or_else(|| "a table is expected: [profiles.NAME]".to_owned())
}

/// `config.toml:3:1`.
fn place(name: &str, text: &str, span: Option<Range<usize>>) -> String {
    let before = span.and_then(|span| text.get(..span.start));
    let Some(before) = before else {
        return name.to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    format!("{name}:{line}:{column}")
}

fn first_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, at, reason) in [
            ("profile = \"a\"\nx = [1", "c.toml:2:", ""),
            (
                "[profiles.a]\ntenant = \"x\"",
                "c.toml:2:1",
                "a similar one exists: `tenant-id`",
            ),
            ("tenant-id = \"x\"", "c.toml:1:1", "below `[profiles.default]`"),
            ("colour = 1", "c.toml:1:1", "there is no key `colour` here"),
            ("\nprofiles = 3", "c.toml:2:12", "a table is expected"),
            ("profiles.a = 3", "c.toml:1:14", "a table is expected"),
            ("profile = 3", "c.toml:1:11", "a profile's name is expected"),
            (
                "[profiles.a]\n\n  environment = \"Mars\"",
                "c.toml:3:17",
                "`environment`: it is none of Global, USGov",
            ),
            ("[profiles.a]\ntimeout = true", "c.toml:2:11", "put it into quotes"),
            (
                "[profiles.a]\nclient-secret = \"s\"",
                "c.toml:2:1",
                "AZURE_CLIENT_SECRET",
            ),
        ] {
            let failure = ConfigFile::parse(text, "c.toml").unwrap_err();
            assert!(failure.place().unwrap().starts_with(at), "{text}: {failure}");
            assert!(failure.message().contains(reason), "{text}: {failure}");
        }
    }

    #[test]
    fn profiles_are_tables_of_any_form() {
        let file = ConfigFile::parse("profiles = { a = { tenant-id = \"x\", timeout = 30 } }", "c").unwrap();
        let profile = file.selected(Some("a")).unwrap().unwrap();
        assert_eq!(
            (profile.get(Key::TenantId), profile.get(Key::Timeout)),
            (Some("x"), Some("30"))
        );
        assert!(file.selected(None).unwrap().is_none());
        let dangling = ConfigFile::parse("profile = \"gone\"", "c").unwrap();
        assert_eq!(
            dangling.selected(None).unwrap_err().message(),
            "there is no profile `gone`"
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = ConfigFile::read(&folder.path().join("none").join("config.toml")).unwrap();
        assert_eq!(file.names().count(), 0);
        assert!(
            ConfigFile::read(folder.path())
                .unwrap_err()
                .message()
                .contains("it is a folder")
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_write_is_not_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "endpoint = \"http://evil.example\"").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        let failure = ConfigFile::read(&path).unwrap_err();
        assert_eq!(failure.message(), "it can be written by others (mode 666)");
    }
}
