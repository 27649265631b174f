//! Runs that are stopped or at work at the same time do no harm, and journals that others wrote are not followed.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use generator::tree::disk::{Disk, RealDisk};
use generator::tree::{Bounds, FileSet, Tree, WORK_FOLDER};

use crate::place::{Place, some_files};

/// What `regen` may change in a workspace.
fn bounds() -> Bounds {
    Bounds::of(&[
        "generated/src/v1_0",
        "generated/src/beta",
        "schemas/v1.0",
        "schemas/beta",
    ])
    .prepared_in("generated")
}

/// A journal that is a part of a checkout or an archive: it lies where the workspace is, or where a stopped run leaves
/// its own.
#[test]
fn a_forged_journal_is_not_followed() {
    use sha2::Digest as _;
    let digest = |text: &str| -> String {
        sha2::Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let body = format!(
        "regen journal 1\nremove schemas/overlay/members.yaml\nadd {} .cargo/config.toml\n",
        digest("evil\n")
    );
    let journal = format!("{body}end {}\n", digest(&body));
    let place = Place::generated();
    for (folder, followed) in [(".regen", false), ("generated/.regen", true), ("schemas/.regen", true)] {
        let work = place.at(folder);
        fs::create_dir_all(work.join("new/.cargo")).unwrap();
        fs::write(work.join("new/.cargo/config.toml"), "evil\n").unwrap();
        fs::write(work.join("journal"), &journal).unwrap();
        let before = place.tree();
        for args in [&["regen"][..], &["regen", "--check"]] {
            let run = place.run(args);
            assert_eq!(
                run.code,
                Some(if followed { 2 } else { 0 }),
                "{folder} {args:?}: {}",
                run.err
            );
            if followed {
                let named = work.join("journal").display().to_string();
                for part in [named.as_str(), "which this command does not write", "remove the folder"] {
                    assert!(run.err.contains(part), "{folder} {args:?}: {}", run.err);
                }
            }
            assert_eq!(place.tree(), before, "{folder} {args:?}");
        }
        fs::remove_dir_all(&work).unwrap();
    }
}

#[test]
fn two_at_once_do_not_mix() {
    let place = Place::generated();
    let other = Tree::lock(&place.at("schemas"), bounds()).unwrap();
    for args in [&["regen"][..], &["regen", "--check"], &["operations"]] {
        let run = place.run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(
            run.err.contains("another run is at work on") && run.err.contains("schemas"),
            "{}",
            run.err
        );
    }
    drop(other);
    // Two that only read run side by side.
    let reader = Tree::lock_shared(&place.at("schemas"), bounds()).unwrap();
    assert_eq!(place.run(&["regen", "--check"]).code, Some(0));
    drop(reader);
}

/// Dies after so many renames: what a kill between two moves leaves behind.
#[derive(Debug)]
struct Dying(AtomicUsize);

impl Dying {
    fn alive(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) == 0 {
            Err(io::Error::other("killed"))
        } else {
            Ok(())
        }
    }
}

impl Disk for Dying {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.create_dir(path))
    }
    fn write(&self, path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.write(path, bytes, durable))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.alive()?;
        self.0.fetch_sub(1, Ordering::Relaxed);
        RealDisk.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.remove_file(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.remove_dir(path))
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.alive().and_then(|()| RealDisk.sync_dir(path))
    }
}

#[test]
fn what_a_killed_run_left_is_reported_and_finished() {
    let place = Place::generated();
    let made = place.tree();
    // A change of the whole version, stopped after the journal and a few moves.
    let files: FileSet = made
        .keys()
        .filter(|path| path.starts_with("generated/src/v1_0/"))
        .map(|path| (path.clone(), "// other\n".to_owned()))
        .collect();
    Tree::lock_on(place.root(), bounds(), &Dying(AtomicUsize::new(6)))
        .unwrap()
        .write(&["generated/src/v1_0"], &files)
        .unwrap_err();
    let half = place.tree();
    assert!(
        half.keys()
            .any(|path| path.starts_with(&format!("generated/{WORK_FOLDER}")))
    );

    let check = place.run(&["regen", "--check"]);
    assert_eq!(check.code, Some(1));
    assert!(
        check.err.contains("an earlier run was stopped while it wrote"),
        "{}",
        check.err
    );
    assert_eq!(place.tree(), half);

    let regen = place.run(&["regen"]);
    assert_eq!(regen.code, Some(0), "{}", regen.err);
    assert!(
        regen
            .err
            .contains(&format!("its change of {} files is finished", files.len())),
        "{}",
        regen.err
    );
    assert_eq!(place.tree(), made);
}

#[test]
fn killed_for_real_at_some_times() {
    kill_after(&Place::generated(), &[0, 10, 20, 40, 80]);
}

#[test]
#[ignore = "25 times, with the whole service: cargo test -p xtask --test it -- --ignored --nocapture killed_for_real_at_any_time"]
fn killed_for_real_at_any_time() {
    let place = Place::whole().regenerated();
    kill_after(&place, &(0..25).map(|n| 15 * n).collect::<Vec<_>>());
}

/// Kills a regeneration after each of these milliseconds, and lets the next one finish it.
fn kill_after(place: &Place, times: &[u64]) {
    let made = place.tree();
    let files = some_files(&made, "v1_0", 20);
    let mut left_overs = 0;
    for time in times {
        for path in &files {
            fs::write(place.at(path), "// spoiled\n").unwrap();
        }
        let mut child = place
            .command(&["regen"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(*time));
        child.kill().unwrap();
        child.wait().unwrap();
        left_overs += usize::from(place.at("generated").join(WORK_FOLDER).exists());
        // Each file is whole, the old or the new, or was moved away and is kept.
        for (path, text) in place
            .tree()
            .iter()
            .filter(|(path, _)| path.starts_with("generated/src/"))
        {
            assert!(text == "// spoiled\n" || Some(text) == made.get(path), "{path}");
        }
        let run = place.run(&["regen"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert_eq!(place.tree(), made, "killed after {time} ms");
    }
    eprintln!("{left_overs} of {} kills left something half done", times.len());
}
