//! Which step is under way, for whoever waits.

/// Hears which step is under way.
pub trait Progress {
    /// A step starts.
    fn step(&mut self, what: &str);
}

impl Progress for () {
    fn step(&mut self, _: &str) {}
}
