//! The steps of a command with their times, on a terminal only.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use generator::progress::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows the current step on standard error, and leaves a line with its time behind when it ends.
pub struct Steps {
    bar: Option<ProgressBar>,
    current: Option<(String, Instant)>,
    started: Instant,
}

impl Steps {
    pub fn new() -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Steps {
            bar,
            current: None,
            started: Instant::now(),
        }
    }

    /// Ends the display; returns the seconds since it was created.
    pub fn finish(&mut self) -> f64 {
        self.close();
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.started.elapsed().as_secs_f64()
    }

    fn close(&mut self) {
        if let (Some(bar), Some((what, since))) = (&self.bar, self.current.take()) {
            bar.println(format!("  {what:<56} {:>7.3} s", since.elapsed().as_secs_f64()));
        }
    }
}

impl Progress for Steps {
    fn step(&mut self, what: &str) {
        self.close();
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
            bar.reset_elapsed();
        }
        self.current = Some((what.to_owned(), Instant::now()));
    }
}

impl Drop for Steps {
    /// An error is printed below what was shown so far, not into it.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
