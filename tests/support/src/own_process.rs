//! Tests that need a process of their own: they measure its memory, read its environment, may end it, or subscribe to
//! its traces, while the other tests of the same program run beside them.
//!
//! Such a process is the test program once more, with one test of it chosen.

use std::process::{Command, Output};

/// Set in a process that [`run_alone`] started.
const ALONE: &str = "MSGRAPH_TEST_ALONE";

/// The command that runs one test of this program, also an ignored one. `module` is the `module_path!()` of the test.
///
/// # Panics
/// When this program's path cannot be found.
#[must_use]
pub fn command(module: &str, test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &full_name(module, test), "--include-ignored", "--nocapture"]);
    command
}

/// What the test program calls a test: its path without the program's own name.
fn full_name(module: &str, test: &str) -> String {
    let within = module.split_once("::").map_or("", |(_, within)| within);
    if within.is_empty() {
        test.to_owned()
    } else {
        format!("{within}::{test}")
    }
}

/// Whether the rest of a test is to run here. In the process of all tests it is not: the test is run in a process of
/// its own instead, and this returns when that has succeeded.
///
/// ```ignore
/// #[test]
/// fn peak_memory_is_small() {
///     if !run_alone(module_path!(), "peak_memory_is_small") {
///         return;
///     }
///     // what is measured
/// }
/// ```
///
/// # Panics
/// When the test fails there, or is not there.
#[must_use]
pub fn run_alone(module: &str, test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    assert_passed(&command(module, test).env(ALONE, "1").output().unwrap());
    false
}

/// Holds that exactly one test ran in a process and passed. What the process printed is printed.
///
/// # Panics
/// When it is not so.
pub fn assert_passed(output: &Output) {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success() && out.contains("test result: ok. 1 passed"),
        "{}\n{out}\n{err}",
        output.status
    );
    print!("{out}");
    eprint!("{err}");
}
