//! Whether a file can be trusted: one that others can write would let them send tokens elsewhere.

use std::fs::Metadata;
use std::path::Path;

use crate::failure::Failure;

/// Refuses a file that others can write, or whose folder others can write.
///
/// # Errors
/// With the reason and what to do.
pub(crate) fn check_unwritable_by_others(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let of_folder = std::fs::metadata(folder).map_err(|error| unreadable(folder, &error))?;
    system::check(path, metadata)?;
    system::check(folder, &of_folder)
}

/// Refuses a file that others can read.
///
/// # Errors
/// With the reason and what to do.
pub(crate) fn check_unreadable_by_others(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
    system::check_secret(path, metadata)
}

/// Of a file that is there and cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("it cannot be read: {error}")).at(path.display().to_string())
}

#[cfg(unix)]
mod system {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    use crate::failure::Failure;

    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const READABLE_BY_OTHERS: u32 = 0o044;
    const STICKY: u32 = 0o1000;

    pub(super) fn check(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
        check_owner(path, metadata)?;
        // In a folder with this bit (/tmp) nobody replaces the files of others.
        let kept = metadata.is_dir() && metadata.mode() & STICKY != 0;
        if kept || metadata.mode() & WRITABLE_BY_OTHERS == 0 {
            return Ok(());
        }
        let what = if metadata.is_dir() { "the folder" } else { "it" };
        let shown = path.display();
        Err(Failure::usage(format!(
            "{what} can be written by others (mode {:o})",
            metadata.mode() & 0o7777
        ))
        .at(shown.to_string())
        .tip(format!("chmod go-w '{shown}'")))
    }

    pub(super) fn check_secret(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
        check_owner(path, metadata)?;
        if metadata.mode() & (READABLE_BY_OTHERS | WRITABLE_BY_OTHERS) == 0 {
            return Ok(());
        }
        let shown = path.display();
        Err(Failure::usage(format!(
            "it can be read or written by others (mode {:o})",
            metadata.mode() & 0o7777
        ))
        .at(shown.to_string())
        .tip(format!("chmod 600 '{shown}'")))
    }

    /// The owner is this user or root.
    fn check_owner(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
        let user = rustix::process::geteuid().as_raw();
        if metadata.uid() == user || metadata.uid() == 0 {
            return Ok(());
        }
        let reason = format!("it belongs to another user ({}), who can change it", metadata.uid());
        Err(Failure::usage(reason).at(path.display().to_string()))
    }
}

/// Elsewhere folders of a user are closed to others unless somebody opens them, and the standard library does not tell.
#[cfg(not(unix))]
mod system {
    use std::fs::Metadata;
    use std::path::Path;

    use crate::failure::Failure;

    pub(super) fn check(_: &Path, _: &Metadata) -> Result<(), Failure> {
        Ok(())
    }

    pub(super) fn check_secret(_: &Path, _: &Metadata) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn checked(file_mode: u32, folder_mode: u32) -> Result<(), Failure> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        check_unwritable_by_others(&file, &fs::metadata(&file).unwrap())
    }

    #[test]
    fn what_others_can_write_is_refused() {
        for (file, folder) in [(0o600, 0o700), (0o644, 0o755), (0o444, 0o1777)] {
            assert!(checked(file, folder).is_ok(), "{file:o} {folder:o}");
        }
        for (file, folder, what) in [
            (0o666, 0o700, "it can be written by others (mode 666)"),
            (0o620, 0o700, "it can be written by others (mode 620)"),
            (0o600, 0o777, "the folder can be written by others (mode 777)"),
            (0o666, 0o1777, "it can be written by others (mode 666)"),
        ] {
            let failure = checked(file, folder).unwrap_err();
            assert_eq!(failure.message(), what);
            assert!(failure.tips()[0].starts_with("chmod go-w '/"), "{:?}", failure.tips());
        }
    }

    #[test]
    fn a_secret_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        fs::write(&file, "").unwrap();
        for (mode, good) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o604, false),
            (0o602, false),
        ] {
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let checked = check_unreadable_by_others(&file, &fs::metadata(&file).unwrap());
            assert_eq!(checked.is_ok(), good, "{mode:o}");
        }
    }
}
