//! A shell in a pseudo terminal, with the program on its path: what a person sees and types.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

/// Longer than any step takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session of bash.
pub struct Terminal {
    session: PtySession,
    home: tempfile::TempDir,
}

impl Terminal {
    /// A terminal of this many columns, whose programs reach the service at this endpoint.
    pub fn new(columns: u16, endpoint: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let inputrc = "set enable-bracketed-paste off\nset bell-style none\nset page-completions off\n\
                       set completion-query-items 0\nset show-all-if-ambiguous on\n";
        std::fs::write(home.path().join(".inputrc"), inputrc).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_msgraph-ig"));
        let path = std::env::join_paths([program.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]);
        let mut bash = Command::new("bash");
        bash.args(["--norc", "--noprofile", "-i"])
            .env_clear()
            .env("HOME", home.path())
            .env("INPUTRC", home.path().join(".inputrc"))
            .env("TERM", "xterm")
            .env("PATH", path.unwrap())
            .env("PS1", "$ ")
            .env("MSGRAPH_IG_ENDPOINT", endpoint)
            .current_dir(home.path());
        let options = Options::new().timeout_ms(Some(PATIENCE.as_millis() as u64));
        let mut session = spawn_with_options(bash, options).unwrap();
        // A shell at a prompt does not end because it is asked to.
        session.process_mut().set_kill_timeout(Some(0));
        let mut terminal = Self { session, home };
        // rexpect begins without an echo.
        let (_, code) = terminal.run(&format!("stty echo cols {columns} rows 40; unset HISTFILE"));
        assert_eq!(code, 0);
        terminal
    }

    /// The folder in which the session stands, its home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs a line to its end: what was shown, and the exit code.
    pub fn run(&mut self, line: &str) -> (String, i32) {
        self.begin(line);
        self.end()
    }

    /// Types a line, and waits until it runs.
    pub fn begin(&mut self, line: &str) {
        // What is typed is echoed: with the quotes it is none of the marks.
        self.send(&format!("echo be''gin; {line}; echo en''d $?\n"));
        self.wait("begin\r\n");
    }

    /// Waits until the line that was begun has ended.
    pub fn end(&mut self) -> (String, i32) {
        let (shown, end) = self.session.exp_regex(r"end [0-9]+\r\n").unwrap();
        let code = end.trim_start_matches("end ").trim_end().parse().unwrap();
        (utf8(&shown), code)
    }

    /// Types without an end of line.
    pub fn send(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
    }

    /// Types Ctrl and a letter.
    pub fn control(&mut self, letter: char) {
        self.session.send_control(letter).unwrap();
    }

    /// Waits for a text; what was shown before it.
    pub fn wait(&mut self, text: &str) -> String {
        utf8(&self.session.exp_string(text).unwrap())
    }

    /// Waits for what fits an expression.
    pub fn wait_for(&mut self, expression: &str) {
        self.session.exp_regex(expression).unwrap();
    }

    /// What bash makes of a line when Tab is pressed behind it: what it shows, up to a mark that is typed then.
    pub fn completed(&mut self, line: &str) -> String {
        self.control('u');
        self.send(&format!("{line}\t"));
        // The mark is at the end of what is on the line by now; bash prints it when the completion is done.
        self.send("#mark#");
        let shown = self.wait("#mark#");
        self.control('u');
        shown
    }
}

/// What was shown, which rexpect has as one character for each byte.
fn utf8(shown: &str) -> String {
    let bytes = shown.chars().map(|c| u8::try_from(c).unwrap());
    String::from_utf8(bytes.collect()).unwrap()
}

/// Text without escape sequences, as it is on the screen.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
