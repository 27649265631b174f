//! A cache in a file: for its owner alone, and replaced at once.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::unusable;
use crate::sign_in::error::SignInError;

/// Hundreds of accounts have less.
const LONGEST: u64 = 16 * 1024 * 1024;
/// How the file that becomes the cache is called until it does.
const UNFINISHED: &str = ".unfinished";

/// The text of the file; nothing where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, SignInError> {
    let failed = |error: &std::io::Error| {
        let what = format!("the token cache {} cannot be read ({error})", path.display());
        unusable(
            what,
            "see to it that this user can read it, or keep the cache elsewhere",
        )
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    if !metadata.is_file() {
        let what = format!("the token cache {} is no file", path.display());
        return Err(unusable(what, "give the path of a file"));
    }
    check_owner_alone(path, &metadata)?;
    if metadata.len() > LONGEST {
        let what = format!("the token cache {} has more than 16 MiB", path.display());
        return Err(unusable(what, "remove it, and sign in again"));
    }
    // In one piece, so that nothing is left behind by growing.
    let length = usize::try_from(metadata.len()).unwrap_or_default();
    let mut text = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(LONGEST)
        .read_to_end(&mut text)
        .map_err(|error| failed(&error))?;
    Ok(Some(text))
}

/// Puts a new file in the place of the old one. Whoever has the lock may do it.
pub(super) fn write(path: &Path, text: &[u8]) -> Result<(), SignInError> {
    let failed = |error: &std::io::Error| {
        let what = format!("the token cache {} cannot be written ({error})", path.display());
        unusable(
            what,
            "keep the cache in a folder that this user can write, with space left",
        )
    };
    // One that others can write would be theirs; it is not taken over by replacing it.
    if let Ok(metadata) = fs::symlink_metadata(path) {
        check_owner_alone(path, &metadata)?;
    }
    let folder = folder_of(path);
    let prefix = unfinished(path);
    remove_unfinished(folder, &prefix);
    // For its owner alone (mode 600) from the beginning.
    let mut new = tempfile::Builder::new()
        .prefix(&prefix)
        .tempfile_in(folder)
        .map_err(|error| failed(&error))?;
    new.write_all(text)
        .and_then(|()| new.as_file().sync_all())
        .map_err(|error| failed(&error))?;
    new.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Removes the file, and what unfinished writers left.
pub(super) fn remove(path: &Path) -> Result<(), SignInError> {
    remove_unfinished(folder_of(path), &unfinished(path));
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            let what = format!("the token cache {} cannot be removed ({error})", path.display());
            Err(unusable(what, "remove it by hand"))
        }
        _ => Ok(()),
    }
}

/// Makes the folder of a file, for its owner alone; one that is there stays as it is.
pub(super) fn make_folder(path: &Path) -> Result<(), SignInError> {
    let folder = folder_of(path);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let what = format!(
            "the folder {} of the token cache cannot be made ({error})",
            folder.display()
        );
        unusable(what, "keep the cache in a folder that this user can write")
    })
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn unfinished(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}{UNFINISHED}")
}

/// What a process left that was ended while it wrote: it has tokens. Nobody else writes now.
fn remove_unfinished(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix)
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "an unfinished token cache cannot be removed");
        }
    }
}

#[cfg(unix)]
fn check_owner_alone(path: &Path, metadata: &Metadata) -> Result<(), SignInError> {
    use std::os::unix::fs::MetadataExt as _;
    let shown = path.display();
    // A link is no secret; what it leads to is looked at when it is opened.
    if metadata.is_symlink() {
        return Ok(());
    }
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        let what = format!("the token cache {shown} belongs to another user ({})", metadata.uid());
        return Err(unusable(what, "keep the cache in a file of this user"));
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        let what = format!("the token cache {shown} can be read or written by others (mode {mode:o})");
        return Err(unusable(
            what,
            format!("run `chmod 600 '{shown}'`, or clear the cache and sign in again"),
        ));
    }
    Ok(())
}

/// Elsewhere a user's folders are closed to others unless somebody opens them, and the standard library does not say.
#[cfg(not(unix))]
fn check_owner_alone(_: &Path, _: &Metadata) -> Result<(), SignInError> {
    Ok(())
}
