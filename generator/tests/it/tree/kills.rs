//! Runs that are killed, and operations that fail.

use super::*;

#[test]
fn a_kill_at_any_step_is_finished_or_undone_and_reported() {
    let steps = steps();
    assert!(steps > 30, "{steps} steps");
    let (mut finished, mut undone) = (0, 0);
    for fault in [Fault::Killed, Fault::Torn, Fault::KilledAfter] {
        for at in 0..steps {
            let case = format!("{fault:?} at {at} of {steps}");
            let world = world();
            // An error at the very end, when all is in place, is reported in `left_over`.
            let _ = Tree::lock_on(world.root(), bounds(), &Faulty::new(at, fault))
                .unwrap()
                .write(&OWNED, &new());
            let work_is_left = world.root().join(WORK_FOLDER).exists();

            let announced = Tree::lock_shared(world.root(), bounds()).unwrap().pending().unwrap();
            let recovered = tree::recover(world.root(), bounds()).unwrap();
            assert_eq!(announced, recovered, "{case}");
            let expected = match recovered {
                Some(Recovered {
                    outcome: Outcome::Finished,
                    files,
                }) => {
                    assert_eq!(files, 11, "{case}");
                    finished += 1;
                    world.after
                }
                Some(Recovered {
                    outcome: Outcome::Undone,
                    ..
                }) => {
                    undone += 1;
                    world.before
                }
                // Nothing was begun, only an empty work folder was there, or all was over.
                None if work_is_left || at == 0 => world.before,
                None => world.after,
            };
            let now = tree_of(world.root());
            if recovered.is_none() {
                assert!(
                    &now == world.before || &now == world.after,
                    "{case}: neither old nor new"
                );
            } else {
                assert_eq!(&now, expected, "{case}");
            }
            assert_eq!(
                tree::recover(world.root(), bounds()).unwrap(),
                None,
                "{case}: a second recovery has nothing to do"
            );

            let disk = Faulty::new(usize::MAX, Fault::Fails);
            let written = Tree::lock_on(world.root(), bounds(), &disk)
                .unwrap()
                .write(&OWNED, &new())
                .unwrap();
            assert_eq!(&tree_of(world.root()), world.after, "{case}");
            assert_eq!(written.recovered, None, "{case}");
        }
    }
    assert!(finished > 20 && undone > 20, "{finished} finished, {undone} undone");
}

#[test]
fn killed_and_killed_again_while_recovering() {
    let steps = steps();
    // Every third is enough to meet each kind of step; all of them took 10 s.
    for first in (0..steps).step_by(3) {
        for second in 0.. {
            let world = world();
            let _ = Tree::lock_on(world.root(), bounds(), &Faulty::new(first, Fault::Killed))
                .unwrap()
                .write(&OWNED, &new());
            let disk = Faulty::new(second, Fault::KilledAfter);
            let _ = Tree::lock_on(world.root(), bounds(), &disk).unwrap().recover();
            tree::recover(world.root(), bounds()).unwrap();
            let now = tree_of(world.root());
            assert!(
                &now == world.before || &now == world.after,
                "killed at {first}, then at {second}: {now:#?}"
            );
            if disk.count.get() <= second {
                break;
            }
        }
    }
}

#[test]
fn an_operation_that_fails_leaves_the_tree_as_it_was() {
    let steps = steps();
    let mut failed = 0;
    for at in 0..steps {
        let world = world();
        let result = Tree::lock_on(world.root(), bounds(), &Faulty::new(at, Fault::Fails))
            .unwrap()
            .write(&OWNED, &new());
        let mut now = tree_of(world.root());
        now.retain(|path, _| !path.starts_with(WORK_FOLDER));
        match result {
            Ok(written) => {
                // Only the cleaning failed, and the next run makes up for it.
                assert!(written.left_over.is_some(), "fails at {at}");
                now.retain(|path, _| world.after.contains_key(path) || !path.ends_with('/'));
                assert_eq!(&now, world.after, "fails at {at}");
                tree::recover(world.root(), bounds()).unwrap();
                assert_eq!(&tree_of(world.root()), world.after, "fails at {at}");
            }
            Err(error) => {
                failed += 1;
                assert_eq!(&now, world.before, "fails at {at}: {error}");
                assert!(error.to_string().contains("permission denied"), "{error}");
            }
        }
    }
    assert!(failed > 20, "{failed} of {steps}");
}

#[test]
fn killed_while_a_failed_change_is_taken_back() {
    // The first fault fails an operation after the decision, the second kills the process during what follows.
    #[derive(Debug)]
    struct Twice(Faulty, Faulty);
    impl Twice {
        fn both(&self, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
            self.1.step(|| Ok(()), || self.0.step(|| Ok(()), act))
        }
    }
    impl Disk for Twice {
        fn create_dir(&self, path: &Path) -> io::Result<()> {
            self.both(|| RealDisk.create_dir(path))
        }
        fn write(&self, path: &Path, bytes: &[u8], _: bool) -> io::Result<()> {
            self.both(|| RealDisk.write(path, bytes, false))
        }
        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.both(|| RealDisk.rename(from, to))
        }
        fn remove_file(&self, path: &Path) -> io::Result<()> {
            self.both(|| RealDisk.remove_file(path))
        }
        fn remove_dir(&self, path: &Path) -> io::Result<()> {
            self.both(|| RealDisk.remove_dir(path))
        }
        fn sync_dir(&self, _: &Path) -> io::Result<()> {
            self.both(|| Ok(()))
        }
    }
    let steps = steps();
    for fails in (0..steps).step_by(3) {
        for killed in fails + 1.. {
            let world = world();
            let disk = Twice(Faulty::new(fails, Fault::Fails), Faulty::new(killed, Fault::Killed));
            let _ = Tree::lock_on(world.root(), bounds(), &disk)
                .unwrap()
                .write(&OWNED, &new());
            let over = !disk.1.gone.get();
            tree::recover(world.root(), bounds()).unwrap();
            let now = tree_of(world.root());
            assert!(
                &now == world.before || &now == world.after,
                "fails at {fails}, killed at {killed}: {now:#?}"
            );
            if over {
                break;
            }
        }
    }
}

#[test]
fn a_read_only_folder_is_an_error_and_the_tree_is_as_it_was() {
    for closed in ["src/v1_0/models", "src/v1_0", "src", ".regen", ""] {
        let world = world();
        let path = if closed.is_empty() {
            world.root().to_owned()
        } else {
            world.root().join(closed)
        };
        let error = Tree::lock_on(world.root(), bounds(), &Closed(path.clone()))
            .unwrap()
            .write(&OWNED, &new())
            .unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        let mut now = tree_of(world.root());
        now.retain(|path, _| !path.starts_with(WORK_FOLDER));
        assert_eq!(&now, world.before, "{closed}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_the_system_closes() {
    use std::os::unix::fs::PermissionsExt;
    let world = world();
    let models = world.root().join("src/v1_0/models");
    fs::set_permissions(&models, fs::Permissions::from_mode(0o555)).unwrap();
    let root_user = fs::write(models.join("probe"), "").is_ok();
    if root_user {
        fs::remove_file(models.join("probe")).unwrap();
    }
    let result = tree::write(world.root(), &OWNED, &new());
    fs::set_permissions(&models, fs::Permissions::from_mode(0o755)).unwrap();
    if root_user {
        result.unwrap();
        assert_eq!(&tree_of(world.root()), world.after);
    } else {
        assert!(result.unwrap_err().to_string().contains("models"));
        assert_eq!(&tree_of(world.root()), world.before);
    }
}
