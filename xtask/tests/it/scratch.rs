//! Schemas with a change, and a workspace of the test's own whose cargo is a script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use test_support::shared_folder::workspace;

use crate::place::{Place, Run, copy, git, xtask};

/// A line of v1.0's CSDL, in the part and in the whole, that can be removed without an effect on anything else.
pub const MEMBER: &str = "        <Member Name=\"declined\" Value=\"3\" />\n";

/// Rewrites a file.
pub fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let before = fs::read_to_string(path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "{}: the edit changes nothing", path.display());
    fs::write(path, after).unwrap();
}

pub fn without_member(text: String) -> String {
    text.replacen(MEMBER, "", 1)
}

pub fn with_member(text: String) -> String {
    text.replacen(
        MEMBER,
        &format!("{MEMBER}{}", MEMBER.replace("declined", "forgotten").replace('3', "4")),
        1,
    )
}

pub fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

pub fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// Schemas, and a copy below `other` in which v1.0 is changed.
pub fn changed(change: impl FnOnce(String) -> String) -> (Place, String, String) {
    let place = Place::new();
    copy(&place.at("schemas"), &place.at("other"));
    edit(&place.at("other/v1.0/metadata.csdl"), change);
    let (old, new) = (text_of(&place.at("schemas")), text_of(&place.at("other")));
    (place, old, new)
}

/// A workspace of the test's own: the schemas of the part, what is generated from them, manifests, a changelog, all in a git
/// repository; and a cargo that only writes down what it is called with.
pub struct Scratch {
    pub place: Place,
}

impl Scratch {
    pub fn new() -> Self {
        let place = Place::generated();
        for file in ["Cargo.toml", "Cargo.lock", "CHANGELOG.md", "generated/Cargo.toml"] {
            fs::copy(workspace().join(file), place.at(file)).unwrap();
        }
        fs::create_dir(place.at("bin")).unwrap();
        let script = "#!/bin/sh\n\
            printf '%s ' \"${INSTA_UPDATE-}\" \"$@\" >> \"$(dirname \"$0\")/log\"\n\
            case \"$1 $2\" in\n\
            'semver-checks --version') [ -n \"${SEMVER-}\" ] ;;\n\
            'semver-checks check-release') echo \"     Summary $SEMVER\" >&2; [ \"$SEMVER\" = 'no semver update required' ] ;;\n\
            *) echo \"${TESTS-}\"; [ -z \"${TESTS-}\" ] ;;\n\
            esac\n";
        let cargo = place.at("bin/cargo");
        fs::write(&cargo, script).unwrap();
        make_executable(&cargo);
        fs::write(place.at(".gitignore"), "/bin\n/target\n/schemas/.regen*\n").unwrap();
        git(place.root(), &["init", "--quiet"]);
        let scratch = Scratch { place };
        scratch.commit();
        scratch
    }

    pub fn commit(&self) {
        git(self.place.root(), &["add", "--all"]);
        git(self.place.root(), &["commit", "--quiet", "--message", "all"]);
    }

    pub fn tag(&self, name: &str) {
        git(self.place.root(), &["tag", name]);
    }

    /// What differs from the last commit.
    pub fn status(&self) -> String {
        git(self.place.root(), &["status", "--porcelain"])
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.place.at(path)
    }

    pub fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(xtask())
            .args(args)
            .current_dir(self.place.root())
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CI")
            .env("CARGO", self.at("bin/cargo"))
            .envs(variables.iter().copied())
            .output();
        output.unwrap().into()
    }

    /// What that cargo was called with.
    pub fn calls(&self) -> String {
        fs::read_to_string(self.at("bin/log")).unwrap_or_default()
    }
}

fn make_executable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = path;
}
