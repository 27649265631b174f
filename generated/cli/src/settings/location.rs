//! Where the configuration file is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names the file, whatever its name.
const VARIABLE: &str = "MSGRAPH_IG_CONFIG";

/// The configuration file of this process; none where there is no home.
pub(super) fn config_path() -> Option<PathBuf> {
    let home = std::env::home_dir();
    locate(&|name| std::env::var_os(name), home.as_deref())
}

/// The file that `MSGRAPH_IG_CONFIG` names, or `msgraph-ig/config.toml` in the folder for configuration:
/// `XDG_CONFIG_HOME`, on Windows `APPDATA`, else `.config` in the home.
fn locate(variable: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(file) = variable(VARIABLE).filter(|file| !file.is_empty()) {
        return Some(file.into());
    }
    // The XDG specification has relative paths ignored.
    let folder = |name| variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let for_all = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME")
    };
    let home = home.filter(|home| home.is_absolute());
    let folder = for_all.or_else(|| Some(home?.join(".config")))?;
    Some(folder.join("msgraph-ig").join("config.toml"))
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
}
