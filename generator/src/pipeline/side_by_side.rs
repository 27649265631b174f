//! The work of several versions at once.

use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::Version;
use crate::progress::Progress;

/// Runs the work of each version in a thread of its own; their steps are passed on here as they start.
pub(super) fn side_by_side<T: Send>(
    versions: &[Version],
    progress: &mut dyn Progress,
    work: impl Fn(Version, &mut dyn Progress) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    struct Sender(std::sync::mpsc::Sender<String>);
    impl Progress for Sender {
        fn step(&mut self, what: &str) {
            // Whoever listened is gone only when the work's result is no longer wanted.
            let _ = self.0.send(what.to_owned());
        }
    }
    let (sender, steps) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = versions
            .iter()
            .map(|version| {
                let mut steps = Sender(sender.clone());
                (*version, scope.spawn(move || work(*version, &mut steps)))
            })
            .collect();
        drop(sender);
        steps.iter().for_each(|step| progress.step(&step));
        threads
            .into_iter()
            .map(|(version, thread)| {
                let panicked = |_| Error::new(ErrorKind::Model, Place::file(version.name()), "the generator panicked");
                thread.join().map_err(panicked)?
            })
            .collect()
    })
}
