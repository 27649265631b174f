//! Changes of the configuration file: comments and order stay, and the file is whole at every moment.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use super::file::{ConfigFile, PROFILE, PROFILES, read_text};
use super::keys::Key;
use crate::failure::Failure;

/// A change of the configuration file.
pub(super) enum Edit<'a> {
    /// Sets a key of a profile, which is made if it is not there.
    Set(&'a str, Key, &'a str),
    /// Takes a key out of a profile.
    Unset(&'a str, Key),
    /// Names the profile to use.
    Use(&'a str),
    /// Sets and takes out keys of a profile, which is made if it is not there.
    Change(&'a str, &'a [(Key, Option<String>)]),
}

/// Makes the change.
///
/// # Errors
/// When the file cannot be trusted, is not in order, or cannot be written.
pub(super) fn edit(path: &Path, edit: &Edit<'_>) -> Result<(), Failure> {
    let text = read_text(path)?.unwrap_or_default();
    ConfigFile::parse(&text, &path.display().to_string())?;
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error| Failure::usage(format!("{error}")).at(path.display().to_string()))?;
    match edit {
        Edit::Set(profile, key, text) => {
            let table = profile_table(&mut document, profile).ok_or_else(|| no_table(path, profile))?;
            set(table, *key, text);
        }
        Edit::Change(profile, keys) => {
            let table = profile_table(&mut document, profile).ok_or_else(|| no_table(path, profile))?;
            for (key, text) in *keys {
                match text {
                    Some(text) => set(table, *key, text),
                    None => drop(table.remove(key.name())),
                }
            }
        }
        Edit::Unset(profile, key) => {
            if let Some(table) = profile_table(&mut document, profile) {
                table.remove(key.name());
            }
        }
        Edit::Use(profile) => {
            document.as_table_mut().insert(PROFILE, value(*profile));
        }
    }
    write(path, &document.to_string())
}

/// Sets the value alone, so that a comment behind it stays.
fn set(table: &mut dyn toml_edit::TableLike, key: Key, text: &str) {
    match table.get_mut(key.name()).and_then(Item::as_value_mut) {
        Some(there) => {
            let decor = there.decor().clone();
            *there = text.into();
            *there.decor_mut() = decor;
        }
        None => {
            table.insert(key.name(), value(text));
        }
    }
}

fn no_table(path: &Path, profile: &str) -> Failure {
    Failure::usage(format!("`{PROFILES}.{profile}` is no table")).at(path.display().to_string())
}

/// The table of a profile, made if it is not there; none where something else stands in its place.
fn profile_table<'a>(document: &'a mut DocumentMut, profile: &str) -> Option<&'a mut dyn toml_edit::TableLike> {
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let profiles = document
        .as_table_mut()
        .entry(PROFILES)
        .or_insert_with(implicit)
        .as_table_like_mut()?;
    profiles
        .entry(profile)
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_like_mut()
}

/// Writes the file through a new one beside it that takes its place. Only this user can read it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    // A link stays one: what it leads to is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let failed = |error: std::io::Error| {
        Failure::writing("the configuration", &error)
            .at(path.display().to_string())
            .tip("MSGRAPH_IG_CONFIG names a file elsewhere; options and environment variables need none")
    };
    make_folder(&folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Makes the folder for this user alone.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_order_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("config.toml");
        edit(&path, &Edit::Set("work", Key::TenantId, "contoso")).unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "[profiles.work]\ntenant-id = \"contoso\"\n"
        );

        let text = "# mine\n[profiles.work] # at work\noutput = \"json\" # for now\ntenant-id = \"a\"\n";
        std::fs::write(&path, text).unwrap();
        edit(&path, &Edit::Set("work", Key::Output, "table")).unwrap();
        edit(&path, &Edit::Unset("work", Key::TenantId)).unwrap();
        edit(&path, &Edit::Use("work")).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "profile = \"work\"\n# mine\n[profiles.work] # at work\noutput = \"table\" # for now\n"
        );
    }

    #[cfg(unix)]
    #[test]
    fn file_and_folder_are_for_the_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").join("config.toml");
        edit(&path, &Edit::Use("work")).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn where_nothing_can_be_written_a_sentence_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        // A folder cannot be made where a file is, whoever the user is.
        let failure = edit(&file.join("config.toml"), &Edit::Use("work")).unwrap_err();
        assert_eq!(failure.kind(), crate::failure::Kind::Output);
        assert!(
            failure
                .message()
                .starts_with("the configuration could not be written: "),
            "{failure}"
        );
        assert!(failure.tips()[0].contains("MSGRAPH_IG_CONFIG"));
    }
}
