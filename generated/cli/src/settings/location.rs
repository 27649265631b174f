//! Where the configuration file is, and where tokens are kept.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names the file, whatever its name.
const VARIABLE: &str = "MSGRAPH_IG_CONFIG";
/// Names the folder for tokens.
const TOKENS: &str = "MSGRAPH_IG_TOKENS";

/// The configuration file of this process; none where there is no home.
pub(super) fn config_path() -> Option<PathBuf> {
    let home = std::env::home_dir();
    locate(&|name| std::env::var_os(name), home.as_deref())
}

/// The file of the tokens of a profile; none where there is no home.
pub(super) fn tokens_path(profile: &str) -> Option<PathBuf> {
    let home = std::env::home_dir();
    Some(locate_tokens(&|name| std::env::var_os(name), home.as_deref())?.join(tokens_name(profile)))
}

/// Whether a folder for tokens is named, so that nothing else is to have them.
#[cfg(feature = "keyring")]
pub(super) fn names_tokens() -> bool {
    std::env::var_os(TOKENS).is_some_and(|folder| !folder.is_empty())
}

/// The folder that `MSGRAPH_IG_TOKENS` names, or `msgraph-ig` in the folder for what programs remember:
/// `XDG_STATE_HOME`, on Windows `LOCALAPPDATA`, else `.local/state` in the home.
fn locate_tokens(variable: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(folder) = variable(TOKENS).filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let for_all = if cfg!(windows) {
        "LOCALAPPDATA"
    } else {
        "XDG_STATE_HOME"
    };
    Some(folder_for_all(variable, for_all, home, ".local/state")?.join("msgraph-ig"))
}

/// The name of a profile's file: two names never make one, on file systems that take capitals for small letters either.
fn tokens_name(profile: &str) -> String {
    let mut name = "tokens-".to_owned();
    for byte in profile.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02x}")),
        }
    }
    name.push_str(".json");
    name
}

/// The file that `MSGRAPH_IG_CONFIG` names, or `msgraph-ig/config.toml` in the folder for configuration:
/// `XDG_CONFIG_HOME`, on Windows `APPDATA`, else `.config` in the home.
fn locate(variable: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(file) = variable(VARIABLE).filter(|file| !file.is_empty()) {
        return Some(file.into());
    }
    let for_all = if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" };
    let folder = folder_for_all(variable, for_all, home, ".config")?;
    Some(folder.join("msgraph-ig").join("config.toml"))
}

/// A folder that programs share: the one that a variable names, or this one in the home. The XDG specification has
/// relative paths ignored.
fn folder_for_all(
    variable: &dyn Fn(&str) -> Option<OsString>,
    name: &str,
    home: Option<&Path>,
    in_home: &str,
) -> Option<PathBuf> {
    let named = variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    named.or_else(|| Some(home.filter(|home| home.is_absolute())?.join(in_home)))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn located(variables: &[(&str, &str)], home: Option<&str>) -> Option<PathBuf> {
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| (*value).into())
        };
        locate(&variable, home.map(Path::new))
    }

    #[test]
    fn the_first_that_is_set_counts() {
        let home = Some("/home/a");
        let all = [("MSGRAPH_IG_CONFIG", "./c.toml"), ("XDG_CONFIG_HOME", "/etc/xdg")];
        assert_eq!(located(&all, home), Some("./c.toml".into()));
        assert_eq!(located(&all[1..], home), Some("/etc/xdg/msgraph-ig/config.toml".into()));
        assert_eq!(
            located(&[("XDG_CONFIG_HOME", "xdg")], home),
            Some("/home/a/.config/msgraph-ig/config.toml".into())
        );
        assert_eq!(located(&[("MSGRAPH_IG_CONFIG", "")], None), None);
        // `HOME=` is the folder in which the user happens to be.
        assert_eq!(located(&[], Some("")), None);
    }

    #[test]
    fn tokens_are_no_configuration() {
        let located = |variables: &[(&str, &str)], home: Option<&str>| {
            let variable = |name: &str| {
                variables
                    .iter()
                    .find(|(other, _)| *other == name)
                    .map(|(_, value)| (*value).into())
            };
            locate_tokens(&variable, home.map(Path::new))
        };
        let home = Some("/home/a");
        let all = [("MSGRAPH_IG_TOKENS", "./t"), ("XDG_STATE_HOME", "/var/state")];
        assert_eq!(located(&all, home), Some("./t".into()));
        assert_eq!(located(&all[1..], home), Some("/var/state/msgraph-ig".into()));
        assert_eq!(located(&[], home), Some("/home/a/.local/state/msgraph-ig".into()));
        assert_eq!(located(&[], None), None);
    }

    #[test]
    fn each_profile_has_its_file() {
        for (profile, name) in [
            ("default", "tokens-default.json"),
            ("Work", "tokens-%57ork.json"),
            ("../x", "tokens-%2e%2e%2fx.json"),
            ("a%57", "tokens-a%2557.json"),
        ] {
            assert_eq!(tokens_name(profile), name);
        }
    }
}
