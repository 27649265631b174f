//! A line on a terminal's standard error that says how far a list or a download is.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The line; it is gone when this is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A line, where standard error is a terminal and the output is not shown on one itself.
    pub(super) fn new(output_is_shown: bool) -> Self {
        if output_is_shown || !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// How much of a list is there.
    pub(super) fn list(&self, items: u64, pages: u64) {
        self.0
            .set_message(format!("{} items, {} pages", HumanCount(items), HumanCount(pages)));
    }

    /// How much of a stream is there.
    pub(super) fn bytes(&self, bytes: u64) {
        self.0.set_message(HumanBytes(bytes).to_string());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
