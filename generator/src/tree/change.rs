//! Carries a change out, and finishes or undoes one that was left half done. The steps are in the head of `mod.rs`;
//! what each does on disk is in `work`.

use std::path::Path;

use super::disk::{Disk, RealDisk};
use super::drift::compare_scanned;
use super::paths::check_set;
use super::scan::scan;
use super::work::{State, Work, marker};
use super::{Bounds, Error, FileSet, Outcome, Recovered, Written};

pub(super) fn pending(root: &Path, bounds: &Bounds) -> Result<Option<Recovered>, Error> {
    let work = Work::new(&RealDisk, root, bounds);
    Ok(match work.state()? {
        State::Nothing { .. } => None,
        State::Prepared => Some(Recovered {
            outcome: Outcome::Undone,
            files: 0,
        }),
        State::Decided(journal) => {
            let outcome = if work.can_finish(&journal)? {
                Outcome::Finished
            } else {
                Outcome::Undone
            };
            Some(Recovered {
                outcome,
                files: journal.files(),
            })
        }
        State::Done(outcome, journal) => Some(Recovered {
            outcome,
            files: journal.files(),
        }),
    })
}

pub(super) fn recover(disk: &dyn Disk, root: &Path, bounds: &Bounds) -> Result<Option<Recovered>, Error> {
    let work = Work::new(disk, root, bounds);
    let recovered = match work.state()? {
        State::Nothing { folder: false } => return Ok(None),
        State::Nothing { folder: true } => {
            work.clean(None)?;
            return Ok(None);
        }
        State::Prepared => {
            work.clean(None)?;
            Recovered {
                outcome: Outcome::Undone,
                files: 0,
            }
        }
        State::Decided(journal) => {
            let outcome = if work.can_finish(&journal)? {
                match work.finish(&journal) {
                    Ok(()) => Outcome::Finished,
                    Err(cause) => {
                        work.take_back(&journal, cause)?;
                        Outcome::Undone
                    }
                }
            } else {
                work.undo(&journal)?;
                Outcome::Undone
            };
            work.close(outcome, &journal)?;
            Recovered {
                outcome,
                files: journal.files(),
            }
        }
        State::Done(outcome, journal) => {
            work.remove_empty_folders(outcome, &journal)?;
            work.clean(Some(marker(outcome)))?;
            Recovered {
                outcome,
                files: journal.files(),
            }
        }
    };
    Ok(Some(recovered))
}

pub(super) fn write(
    disk: &dyn Disk,
    root: &Path,
    bounds: &Bounds,
    owned: &[&str],
    files: &FileSet,
) -> Result<Written, Error> {
    check_set(root, owned, files)?;
    bounds.check(owned)?;
    let recovered = recover(disk, root, bounds)?;
    let scan = scan(root, owned)?;
    let drift = compare_scanned(root, &scan, files)?;
    let mut written = Written {
        added: drift.added().map(str::to_owned).collect(),
        changed: drift.changed().map(str::to_owned).collect(),
        removed: drift.removed().map(str::to_owned).collect(),
        unchanged: drift.unchanged,
        recovered,
        left_over: None,
    };
    if drift.is_empty() {
        return Ok(written);
    }
    let work = Work::new(disk, root, bounds);
    let journal = work.plan(&drift)?;
    if let Err(cause) = work.prepare(&journal, files) {
        // What cannot be removed is in nobody's way: the next run tries again.
        let _ = work.clean(None);
        return Err(cause);
    }
    if let Err(cause) = work.decide().and_then(|()| work.finish(&journal)) {
        let cause = work.take_back(&journal, cause)?;
        // As above: the tree is as it was, whether or not the work folder can go.
        let _ = work.close(Outcome::Undone, &journal);
        return Err(cause);
    }
    written.left_over = work.close(Outcome::Finished, &journal).err().map(|e| e.to_string());
    Ok(written)
}
