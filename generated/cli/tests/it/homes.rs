//! Homes and configuration files that are missing, read-only, unreadable, or open to others.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::process::{Ended, program};
use crate::server::pages;

const SHOWN: &str = "entitlement-management catalogs list --what-if";
const LIST: &str = "entitlement-management catalogs list";

fn at(home: &Path, line: &str) -> Ended {
    with(&[("HOME", home.to_str().unwrap())], line)
}

fn with(variables: &[(&str, &str)], line: &str) -> Ended {
    let mut command = program();
    command
        .current_dir(std::env::temp_dir())
        .env_remove("HOME")
        .envs(variables.iter().copied())
        .args(line.split(' '));
    Ended::of(command.output().unwrap())
}

/// A folder in which nothing can be made, whoever runs the tests.
fn read_only(folder: &Path) -> PathBuf {
    let home = folder.join("home");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, Permissions::from_mode(0o555)).unwrap();
    match fs::write(home.join("probe"), "") {
        // Permissions are no obstacle for root; a kernel's own file system is one.
        Ok(()) => PathBuf::from("/sys"),
        Err(_) => home,
    }
}

#[test]
fn without_a_home_all_works_but_the_configuration() {
    for variables in [&[][..], &[("HOME", "")], &[("HOME", "relative-home-of-nobody")]] {
        for line in [SHOWN, "find resume", "--help"] {
            assert_eq!(with(variables, line).code, 0, "{variables:?} {line}");
        }
    }
    // Without the variable the home is the one that the system knows of, which is no test's to write to.
    let home = "relative-home-of-nobody";
    let ended = with(&[("HOME", home)], "config set tenant-id contoso");
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("there is no home for a configuration file"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("tip: MSGRAPH_IG_CONFIG"), "{}", ended.stderr);
    assert!(!std::env::temp_dir().join(home).exists());
}

#[test]
fn a_read_only_home_is_enough_for_requests() {
    let folder = tempfile::tempdir().unwrap();
    let home = read_only(folder.path());
    assert_eq!(at(&home, SHOWN).code, 0);
    let ended = at(&home, "config set tenant-id contoso");
    assert_eq!(ended.code, 5, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("the configuration could not be written: "),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("tip: MSGRAPH_IG_CONFIG"), "{}", ended.stderr);
    // A home that is a file.
    assert_eq!(at(Path::new("/dev/null"), SHOWN).code, 0);
    assert_eq!(at(Path::new("/dev/null"), "config set tenant-id contoso").code, 5);
}

#[test]
fn a_configuration_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let name = path.to_str().unwrap();
    for (bytes, reason) in [
        (&b"tenant-id = \xff"[..], "it cannot be read: "),
        (b"[profiles.default]\ntenant-id = \"a", ":2:"),
        (b"[profiles.default]\nendpoint = \"\x1b[2J\"", ":2:"),
    ] {
        fs::write(&path, bytes).unwrap();
        let ended = with(&[("MSGRAPH_IG_CONFIG", name)], SHOWN);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
        assert!(ended.stderr.starts_with(&format!("error: {name}")), "{}", ended.stderr);
        assert!(
            ended.stderr.contains(reason) && !ended.stderr.contains('\u{1b}'),
            "{}",
            ended.stderr
        );
    }
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_err() {
        let ended = with(&[("MSGRAPH_IG_CONFIG", name)], SHOWN);
        assert!(
            ended.code == 2 && ended.stderr.contains("it cannot be read: "),
            "{}",
            ended.stderr
        );
    }
    let ended = with(&[("MSGRAPH_IG_CONFIG", folder.path().to_str().unwrap())], SHOWN);
    assert!(
        ended.code == 2 && ended.stderr.contains("it is a folder"),
        "{}",
        ended.stderr
    );
}

/// What others can write may name their endpoint, and would get the token.
#[test]
fn a_configuration_that_others_can_write_gets_no_token() {
    let theirs = pages(1, 1, Duration::ZERO);
    let home = tempfile::tempdir().unwrap();
    let token = home.path().join("token");
    fs::write(&token, "secret").unwrap();
    fs::set_permissions(&token, Permissions::from_mode(0o600)).unwrap();
    let folder = home.path().join(".config/msgraph-ig");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.toml");
    fs::write(
        &file,
        format!("[profiles.default]\nendpoint = \"{}\"\n", theirs.endpoint()),
    )
    .unwrap();
    let line = format!("{LIST} --token-file {}", token.display());
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    for (of_file, of_folder) in [(0o666, 0o700), (0o620, 0o700), (0o600, 0o777)] {
        set(&file, of_file);
        set(&folder, of_folder);
        let ended = at(home.path(), &line);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (2, ""),
            "{of_file:o} {of_folder:o}"
        );
        assert!(
            ended.stderr.contains("can be written by others (mode "),
            "{}",
            ended.stderr
        );
        // The tip is the remedy.
        let remedy = ended.stderr.split("tip: ").nth(1).unwrap().trim();
        assert!(remedy.starts_with("chmod go-w '"), "{remedy}");
        assert_eq!(theirs.received().len(), 0);
        let done = std::process::Command::new("sh").args(["-c", remedy]).status().unwrap();
        assert!(done.success());
    }
    if chown(&file, Some(12345), None).is_ok() {
        let ended = at(home.path(), &line);
        assert_eq!(ended.code, 2);
        assert!(
            ended.stderr.contains("it belongs to another user (12345)"),
            "{}",
            ended.stderr
        );
        assert_eq!(theirs.received().len(), 0);
        chown(&file, Some(0), None).unwrap();
    }
    // By then the file is the user's alone.
    let ended = at(home.path(), &line);
    assert_eq!((ended.code, theirs.received().len()), (0, 1), "{}", ended.stderr);
}
