//! `login`, `logout`, `whoami`, and requests of a signed-in user, by the real program against an authority on loopback.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::process::{Ended, program};

mod advice;
#[path = "../../../../tests/tests/it/sign_in/authority.rs"]
#[allow(dead_code, reason = "the library's tests need more of it")]
mod authority;
mod documented;
mod flows;
mod hostile_cache;
mod oidc;
mod places;
mod processes;
mod services;

use authority::{Authority, CLIENT, SECRET, TENANT};

const LIST: &str = "entitlement-management catalogs list";

/// A home of its own, in which the program keeps what it remembers.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command<S: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = program();
        command
            .env("HOME", self.path())
            .env("PATH", "/usr/bin:/bin")
            .current_dir(self.path())
            .args(args);
        command
    }

    /// Runs a line, split at blanks. No secret is in what it says.
    fn run(&self, line: &str) -> Ended {
        self.run_args(line.split(' '))
    }

    fn run_args<S: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ended {
        checked(Ended::of(self.command(args).output().unwrap()))
    }

    /// Signs in by a device code.
    fn login(&self, authority: &Authority, more: &str) -> Ended {
        let line = format!("{} --device-code {more}", login(&authority.url()));
        let ended = self.run(line.trim_end());
        assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
        ended
    }

    fn tokens(&self, profile: &str) -> PathBuf {
        self.path()
            .join(format!(".local/state/msgraph-ig/tokens-{profile}.json"))
    }

    fn whoami(&self, more: &str) -> Value {
        let ended = self.run(format!("whoami {more}").trim_end());
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// Keeps a script with which the program opens pages.
    fn browser(&self, script: &str) -> PathBuf {
        let path = self.path().join("browser");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        path
    }
}

/// What a process said has no secret, and no panic.
fn checked(ended: Ended) -> Ended {
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!all.contains(SECRET) && !all.contains("panicked"), "{all}");
    ended
}

fn login(authority: &str) -> String {
    format!("login --tenant-id {TENANT} --client-id {CLIENT} --authority {authority}")
}
