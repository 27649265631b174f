//! The tree writer on real folders, with file operations that fail or stop anywhere.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use generator::tree::disk::{Disk, RealDisk};
use generator::tree::{self, Before, Bounds, Error, FileSet, Outcome, Recovered, Tree, WORK_FOLDER};

const OWNED: [&str; 2] = ["src/v1_0", "src/beta"];

/// The bounds of the tests' roots.
fn bounds() -> Bounds {
    Bounds::of(&OWNED)
}

/// What happens at the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The process is gone: neither this operation nor any later one happens.
    Killed,
    /// The process is gone half way through: a file has half its bytes.
    Torn,
    /// The process is gone right after the operation.
    KilledAfter,
    /// The operation fails; later ones work.
    Fails,
}

/// A disk on which the `at`-th operation goes wrong.
#[derive(Debug)]
struct Faulty {
    at: usize,
    fault: Fault,
    count: Cell<usize>,
    gone: Cell<bool>,
}

impl Faulty {
    fn new(at: usize, fault: Fault) -> Self {
        Faulty {
            at,
            fault,
            count: Cell::new(0),
            gone: Cell::new(false),
        }
    }

    fn step(&self, tear: impl FnOnce() -> io::Result<()>, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let dead = || io::Error::other("the process is gone");
        if self.gone.get() {
            return Err(dead());
        }
        let count = self.count.get();
        self.count.set(count + 1);
        if count != self.at {
            return act();
        }
        self.gone.set(self.fault != Fault::Fails);
        match self.fault {
            Fault::Killed => {}
            Fault::Torn => tear()?,
            Fault::KilledAfter => act()?,
            Fault::Fails => return Err(io::Error::from(io::ErrorKind::PermissionDenied)),
        }
        Err(dead())
    }
}

impl Disk for Faulty {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || RealDisk.create_dir(path))
    }
    // Nothing is forced to the medium: no test cuts the power, and a thousand changes are faster so.
    fn write(&self, path: &Path, bytes: &[u8], _: bool) -> io::Result<()> {
        self.step(
            || fs::write(path, &bytes[..bytes.len() / 2]),
            || RealDisk.write(path, bytes, false),
        )
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || RealDisk.rename(from, to))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || RealDisk.remove_file(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || RealDisk.remove_dir(path))
    }
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || Ok(()))
    }
}

/// A disk that refuses to change what lies in one folder of the tree, as a read-only folder does (the tests may run as
/// root, whom none is closed to).
#[derive(Debug)]
struct Closed(std::path::PathBuf);

impl Closed {
    fn guard(&self, paths: &[&Path]) -> io::Result<()> {
        if paths.iter().any(|path| path.parent() == Some(&self.0)) {
            Err(io::ErrorKind::PermissionDenied.into())
        } else {
            Ok(())
        }
    }
}

impl Disk for Closed {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.guard(&[path]).and_then(|()| RealDisk.create_dir(path))
    }
    fn write(&self, path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.guard(&[path]).and_then(|()| RealDisk.write(path, bytes, durable))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.guard(&[from, to]).and_then(|()| RealDisk.rename(from, to))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.guard(&[path]).and_then(|()| RealDisk.remove_file(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.guard(&[path]).and_then(|()| RealDisk.remove_dir(path))
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealDisk.sync_dir(path)
    }
}

/// A folder in memory where there is one: thousands of changes on a busy disk take a minute.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

fn set(files: &[(&str, &str)]) -> FileSet {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// What was there first. `src/lib.rs` is nobody's business.
fn old() -> FileSet {
    set(&[
        ("src/lib.rs", "// by hand\n"),
        ("src/v1_0/mod.rs", "mod models;\n"),
        ("src/v1_0/same.rs", "// same\n"),
        ("src/v1_0/models/a.rs", "struct A;\n"),
        ("src/v1_0/models/gone.rs", "struct Gone;\n"),
        ("src/v1_0/emptied/only.rs", "struct Only;\n"),
        ("src/v1_0/folder_to_file/x.rs", "struct X;\n"),
        ("src/v1_0/file_to_folder", "a file\n"),
    ])
}

/// What the set says: files added (in new folders too), changed, removed, a folder for a file and a file for a folder.
fn new() -> FileSet {
    set(&[
        ("src/v1_0/mod.rs", "mod models;\nmod builders;\n"),
        ("src/v1_0/same.rs", "// same\n"),
        ("src/v1_0/models/a.rs", "struct A { x: u8 }\n"),
        ("src/v1_0/models/b.rs", "struct B;\n"),
        ("src/v1_0/folder_to_file", "now a file\n"),
        ("src/v1_0/file_to_folder/y.rs", "struct Y;\n"),
        ("src/beta/deep/er/mod.rs", "// beta\n"),
        ("src/beta/empty.rs", ""),
    ])
}

fn lay(root: &Path, files: &FileSet) {
    for (path, text) in files {
        let full = root.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }
}

/// Files and folders below a root; folders have `/` at the end.
fn tree_of(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_symlink() {
                found.insert(name, format!("link to {}", fs::read_link(&path).unwrap().display()));
            } else if path.is_dir() {
                found.insert(format!("{name}/"), String::new());
                open.push(path);
            } else {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// A root with the old files.
struct World {
    dir: tempfile::TempDir,
    /// The tree before the change and after it.
    before: &'static BTreeMap<String, String>,
    after: &'static BTreeMap<String, String>,
}

impl World {
    fn root(&self) -> &Path {
        self.dir.path()
    }
}

fn world() -> World {
    static TREES: OnceLock<[BTreeMap<String, String>; 2]> = OnceLock::new();
    let [before, after] = TREES.get_or_init(|| {
        let mut after = new();
        after.insert("src/lib.rs".into(), "// by hand\n".into());
        [old(), after].map(|files| {
            let dir = folder();
            lay(dir.path(), &files);
            tree_of(dir.path())
        })
    });
    let dir = folder();
    lay(dir.path(), &old());
    World { dir, before, after }
}

#[test]
fn writes_the_set_and_nothing_else() {
    let world = world();
    let written = tree::write(world.root(), &OWNED, &new()).unwrap();
    assert_eq!(&tree_of(world.root()), world.after);
    assert_eq!(
        written.added,
        [
            "src/beta/deep/er/mod.rs",
            "src/beta/empty.rs",
            "src/v1_0/file_to_folder/y.rs",
            "src/v1_0/folder_to_file",
            "src/v1_0/models/b.rs"
        ]
    );
    assert_eq!(written.changed, ["src/v1_0/mod.rs", "src/v1_0/models/a.rs"]);
    assert_eq!(
        written.removed,
        [
            "src/v1_0/emptied/only.rs",
            "src/v1_0/file_to_folder",
            "src/v1_0/folder_to_file/x.rs",
            "src/v1_0/models/gone.rs"
        ]
    );
    assert_eq!(
        (
            written.written(),
            written.unchanged,
            written.recovered,
            written.left_over
        ),
        (7, 1, None, None)
    );
}

#[test]
fn unchanged_files_keep_their_time_stamps() {
    let world = world();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in ["src/v1_0/same.rs", "src/v1_0/models/a.rs"] {
        fs::File::options()
            .write(true)
            .open(world.root().join(path))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    let stamp = |path: &str| fs::metadata(world.root().join(path)).unwrap().modified().unwrap();
    tree::write(world.root(), &OWNED, &new()).unwrap();
    assert_eq!(stamp("src/v1_0/same.rs"), long_ago);
    assert_ne!(stamp("src/v1_0/models/a.rs"), long_ago);

    let second = stamp("src/v1_0/models/a.rs");
    let again = tree::write(world.root(), &OWNED, &new()).unwrap();
    assert_eq!((again.written(), again.removed.len(), again.unchanged), (0, 0, 8));
    assert_eq!(stamp("src/v1_0/models/a.rs"), second);
}

#[test]
fn a_change_that_is_taken_back_keeps_time_stamps_too() {
    let world = world();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(world.root().join("src/v1_0/models/a.rs"))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let closed = Closed(world.root().join("src/v1_0"));
    Tree::lock_on(world.root(), bounds(), &closed)
        .unwrap()
        .write(&OWNED, &new())
        .unwrap_err();
    assert_eq!(
        fs::metadata(world.root().join("src/v1_0/models/a.rs"))
            .unwrap()
            .modified()
            .unwrap(),
        long_ago
    );
}

/// Number of operations of the whole change.
fn steps() -> usize {
    let world = world();
    let disk = Faulty::new(usize::MAX, Fault::Fails);
    Tree::lock_on(world.root(), bounds(), &disk)
        .unwrap()
        .write(&OWNED, &new())
        .unwrap();
    disk.count.get()
}

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

/// A root in which a run was killed after `at` operations.
fn killed_at(at: usize) -> World {
    let world = world();
    let _ = Tree::lock_on(world.root(), bounds(), &Faulty::new(at, Fault::Killed))
        .unwrap()
        .write(&OWNED, &new());
    world
}

/// A root in which a run was killed when about half the moves were done.
fn killed_half_way() -> World {
    let at = (0..steps())
        .filter(|at| killed_at(*at).root().join(".regen/journal").exists())
        .collect::<Vec<_>>();
    let world = killed_at(at[at.len() / 2]);
    let mut now = tree_of(world.root());
    now.retain(|path, _| !path.starts_with(WORK_FOLDER));
    assert!(&now != world.before && &now != world.after);
    world
}

#[test]
fn a_half_done_change_is_finished() {
    let world = killed_half_way();
    let recovered = tree::recover(world.root(), bounds()).unwrap().unwrap();
    assert_eq!(
        recovered.to_string(),
        "an earlier run was stopped while it wrote; its change of 11 files is finished"
    );
    assert_eq!(&tree_of(world.root()), world.after);
}

#[test]
fn a_half_done_change_that_lacks_a_file_is_undone() {
    for spoil in [None, Some("not what was written")] {
        let world = killed_half_way();
        let mut staged = Vec::new();
        for (path, _) in tree_of(&world.root().join(".regen/new")) {
            if !path.ends_with('/') {
                staged.push(world.root().join(".regen/new").join(path));
            }
        }
        let lost = staged.last().expect("some file is not yet moved");
        match spoil {
            None => fs::remove_file(lost).unwrap(),
            Some(text) => fs::write(lost, text).unwrap(),
        }
        let recovered = tree::recover(world.root(), bounds()).unwrap().unwrap();
        assert_eq!(
            recovered.to_string(),
            "an earlier run was stopped while it wrote; its change of 11 files is undone"
        );
        assert_eq!(&tree_of(world.root()), world.before);
    }
}

/// A journal of these lines as a run writes it, checksum and all.
fn journal(lines: &[&str]) -> String {
    let body = format!(
        "regen journal 1\n{}",
        lines.iter().map(|line| format!("{line}\n")).collect::<String>()
    );
    let end = digest(&body);
    format!("{body}end {end}\n")
}

/// SHA-256 in hexadecimal digits.
fn digest(text: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is left in a root by somebody else is not followed: an error names it and says what to do, and nothing is
/// changed by whichever way one comes to it.
fn assert_not_followed(root: &Path, names: &str, why: &str) {
    let before = tree_of(root);
    type Way = fn(&Path) -> Option<Error>;
    let ways: [(&str, Way); 3] = [
        ("pending", |root| {
            Tree::lock_shared(root, bounds()).unwrap().pending().err()
        }),
        ("recover", |root| tree::recover(root, bounds()).err()),
        ("write", |root| tree::write(root, &OWNED, &new()).err()),
    ];
    for (way, run) in ways {
        let error = run(root).unwrap_or_else(|| panic!("{way} follows it"));
        let said = error.to_string();
        assert!(matches!(error, Error::Journal { .. }), "{way}: {said}");
        for part in [names, why, "Nothing was changed", "remove the folder"] {
            assert!(said.contains(part), "{way}: {part} in {said}");
        }
        assert_eq!(tree_of(root), before, "{way}");
    }
}

#[test]
fn a_forged_journal_changes_nothing_outside_of_what_is_owned() {
    let evil_digest = digest("evil\n");
    for (name, line) in [
        ("journal", format!("replace {evil_digest} src/lib.rs")),
        ("journal", format!("add {evil_digest} build.rs")),
        ("journal", format!("add {evil_digest} src/v1_0x/a.rs")),
        ("journal", format!("add {evil_digest} .cargo/config.toml")),
        ("journal", "remove src/lib.rs".to_owned()),
        ("journal", "folder empty".to_owned()),
        ("undone", "folder empty".to_owned()),
        ("finished", "remove empty/gone".to_owned()),
    ] {
        let world = world();
        let path = line.rsplit(' ').next().unwrap();
        lay(
            world.root(),
            &set(&[
                ("src/lib.rs", "precious\n"),
                (&format!(".regen/{name}"), &journal(&[&line])),
            ]),
        );
        lay(
            world.root(),
            &set(&[
                (&format!(".regen/new/{path}"), "evil\n"),
                (&format!(".regen/old/{path}"), "evil\n"),
            ]),
        );
        fs::create_dir_all(world.root().join("empty")).unwrap();
        assert_not_followed(world.root(), &format!(".regen/{name}"), &format!("it names {path:?}"));
    }
}

#[test]
fn a_journal_that_cannot_be_read_is_an_error() {
    for line in [
        "remove ../outside.rs",
        "remove src/v1_0/../lib.rs",
        "remove /etc/passwd",
        "remove C:/x",
        "folder ..",
        "move src/v1_0/a.rs",
        "add 00 ../a.rs",
    ] {
        let world = world();
        lay(
            world.root(),
            &set(&[
                (".regen/journal", &journal(&[line])),
                (".regen/old/src/lib.rs", "evil\n"),
            ]),
        );
        assert_not_followed(world.root(), ".regen/journal", "damaged");
    }
    // What was moved away stays where it is, for a person to look at.
    let world = killed_half_way();
    let path = world.root().join(".regen/journal");
    let text = fs::read(&path).unwrap();
    for broken in [&text[..text.len() / 2], b"", b"regen journal 2\n"] {
        fs::write(&path, broken).unwrap();
        assert_not_followed(world.root(), ".regen/journal", "damaged");
    }
    fs::write(&path, &text).unwrap();
    tree::recover(world.root(), bounds()).unwrap().unwrap();
    assert_eq!(&tree_of(world.root()), world.after);
}

#[cfg(unix)]
#[test]
fn links_among_what_a_run_left_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = folder();
    lay(
        outside.path(),
        &set(&[
            ("src/v1_0/mod.rs", "outside\n"),
            ("journal", &journal(&["remove src/v1_0/mod.rs"])),
        ]),
    );
    let seen = tree_of(outside.path());
    for (link, to) in [
        (".regen/new", ""),
        (".regen/old", ""),
        (".regen/old/src", "src"),
        (".regen/journal", "journal"),
    ] {
        let world = world();
        fs::create_dir_all(world.root().join(link).parent().unwrap()).unwrap();
        if link != ".regen/journal" {
            let put = format!("replace {} src/v1_0/mod.rs", digest("outside\n"));
            let text = journal(&[&put, "remove src/v1_0/models/mod.rs"]);
            lay(world.root(), &set(&[(".regen/journal", &text)]));
        }
        symlink(outside.path().join(to), world.root().join(link)).unwrap();
        assert_not_followed(world.root(), link, "neither a file nor a folder");
        assert_eq!(tree_of(outside.path()), seen, "{link}");
    }
}

/// A root that holds more than what is written: its own work folder is nobody's, and the one that counts lies in the
/// folder that the bounds say.
#[test]
fn a_wide_root_is_only_as_wide_as_its_bounds() {
    let dir = folder();
    let wide = || Bounds::of(&["code/src/v1_0", "data/v1.0"]).prepared_in("code");
    let files = set(&[("code/src/v1_0/a.rs", "a\n"), ("data/v1.0/names.yaml", "a\n")]);
    let owned = ["code/src/v1_0", "data/v1.0/names.yaml"];
    let forged = journal(&["remove Cargo.toml", "remove code/src/v1_0/a.rs"]);
    lay(
        dir.path(),
        &set(&[("Cargo.toml", "precious\n"), (".regen/journal", &forged)]),
    );
    Tree::lock(dir.path(), wide()).unwrap().write(&owned, &files).unwrap();
    let mut expected = files.clone();
    expected.extend(set(&[("Cargo.toml", "precious\n"), (".regen/journal", &forged)]));
    let mut now = tree_of(dir.path());
    now.retain(|path, _| !path.ends_with('/'));
    assert_eq!(now, expected);
    // A change that is stopped there is finished there.
    let other = set(&[("code/src/v1_0/a.rs", "b\n"), ("data/v1.0/names.yaml", "b\n")]);
    let mut stopped = 0;
    for at in 0..40 {
        let faulty = Faulty::new(at, Fault::Killed);
        let killed = Tree::lock_on(dir.path(), wide(), &faulty)
            .unwrap()
            .write(&owned, &other)
            .is_err();
        stopped += usize::from(dir.path().join("code/.regen/journal").exists());
        Tree::lock(dir.path(), wide()).unwrap().write(&owned, &files).unwrap();
        assert!(!dir.path().join("code/.regen").exists());
        let mut now = tree_of(dir.path());
        now.retain(|path, _| !path.ends_with('/'));
        assert_eq!(now, expected, "killed at {at}: {killed}");
    }
    assert!(stopped > 2, "{stopped}");
    // What is not within the bounds is not written either.
    let error = Tree::lock(dir.path(), wide())
        .unwrap()
        .write(&["data/overlay"], &FileSet::new())
        .unwrap_err();
    assert!(
        error.to_string().contains("outside of what may be changed here"),
        "{error}"
    );
}

#[test]
fn leftovers_before_the_decision_are_removed() {
    let world = world();
    lay(
        world.root(),
        &set(&[
            (".regen/new/src/v1_0/mod.rs", "half of it"),
            (".regen/journal.new", "regen jour"),
        ]),
    );
    let written = tree::write(world.root(), &OWNED, &new()).unwrap();
    let recovered = written.recovered.unwrap();
    assert_eq!(
        recovered,
        Recovered {
            outcome: Outcome::Undone,
            files: 0
        }
    );
    assert_eq!(
        recovered.to_string(),
        "an earlier run was stopped before it changed anything; what it had prepared is removed"
    );
    assert_eq!(&tree_of(world.root()), world.after);
}

#[test]
fn check_changes_nothing_and_reports_what_differs() {
    let world = killed_half_way();
    let before = tree_of(world.root());
    let tree = Tree::lock_shared(world.root(), bounds()).unwrap();
    assert_eq!(
        tree.pending().unwrap(),
        Some(Recovered {
            outcome: Outcome::Finished,
            files: 11
        })
    );
    assert!(!tree.check(&OWNED, &new()).unwrap().is_empty());
    assert!(matches!(tree.recover(), Err(Error::ReadOnly { .. })));
    assert!(matches!(tree.write(&OWNED, &new()), Err(Error::ReadOnly { .. })));
    assert_eq!(tree_of(world.root()), before);
}

#[test]
fn drift_has_a_diff_of_each_kind() {
    let dir = folder();
    lay(
        dir.path(),
        &set(&[
            ("src/v1_0/a.rs", "one\ntwo\nthree\n"),
            ("src/v1_0/b.rs", "gone\n"),
            ("src/v1_0/c.rs", "same\n"),
        ]),
    );
    let files = set(&[
        ("src/v1_0/a.rs", "one\n2\nthree\n"),
        ("src/v1_0/c.rs", "same\n"),
        ("src/v1_0/d.rs", "new\n"),
    ]);
    let drift = tree::check(dir.path(), &OWNED, &files).unwrap();
    assert_eq!(drift.added().collect::<Vec<_>>(), ["src/v1_0/d.rs"]);
    assert_eq!(drift.changed().collect::<Vec<_>>(), ["src/v1_0/a.rs"]);
    assert_eq!(drift.removed().collect::<Vec<_>>(), ["src/v1_0/b.rs"]);
    assert_eq!(drift.unchanged, 1);
    assert_eq!(
        drift.report(100),
        "3 files differ: 1 to add, 1 to change, 1 to remove\n\
         --- a/src/v1_0/a.rs\n+++ b/src/v1_0/a.rs\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n\
         --- a/src/v1_0/b.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n\
         --- /dev/null\n+++ b/src/v1_0/d.rs\n@@ -0,0 +1 @@\n+new\n"
    );
    tree::write(dir.path(), &OWNED, &files).unwrap();
    let drift = tree::check(dir.path(), &OWNED, &files).unwrap();
    assert_eq!((drift.is_empty(), drift.report(100)), (true, String::new()));
}

#[test]
fn a_long_report_is_cut_and_says_how_much() {
    let dir = folder();
    let long: String = (0..1000).map(|n| format!("line {n}\n")).collect();
    let files: FileSet = (0..50)
        .map(|n| (format!("src/v1_0/f{n:02}.rs"), long.clone()))
        .collect();
    let report = tree::check(dir.path(), &OWNED, &files).unwrap().report(80);
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines[0], "50 files differ: 50 to add");
    assert!(lines.len() <= 80 + 12, "{} lines", lines.len());
    assert!(report.contains("… 983 more lines of src/v1_0/f00.rs\n"), "{report}");
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("… 44 more files not shown: src/v1_0/f06.rs, src/v1_0/f07.rs, "),
        "{:?}",
        lines.last()
    );
    // Lines of one file: 3 of the head, 1000 of text. All are shown or counted.
    assert_eq!(
        1003 - lines.iter().skip(1).take_while(|line| !line.starts_with('…')).count(),
        983
    );

    let wide = set(&[("src/v1_0/wide.rs", &"é".repeat(1000))]);
    let report = tree::check(dir.path(), &OWNED, &wide).unwrap().report(80);
    assert!(report.lines().all(|line| line.chars().count() <= 241), "{report}");
}

#[test]
fn text_that_is_not_utf8_is_a_difference() {
    let dir = folder();
    fs::create_dir_all(dir.path().join("src/v1_0")).unwrap();
    fs::write(dir.path().join("src/v1_0/a.rs"), b"\xff\xfe").unwrap();
    let drift = tree::check(dir.path(), &OWNED, &set(&[("src/v1_0/a.rs", "a\n")])).unwrap();
    assert_eq!(drift.differences[0].before, Before::Text("\u{fffd}\u{fffd}".into()));
}

#[test]
fn paths_that_lead_out_or_clash_are_refused() {
    let long = [
        ("../out.rs", "`..`"),
        ("src/v1_0/../../../out.rs", "`..`"),
        ("src/v1_0/./a.rs", "`.`"),
        ("/etc/passwd", "absolute"),
        ("", "empty"),
        ("src//v1_0/a.rs", "empty part"),
        ("src/v1_0/", "empty part"),
        ("src\\v1_0\\a.rs", "`\\`"),
        ("C:/a.rs", "`:`"),
        ("src/v1_0/a\nb.rs", "'\\n'"),
        ("src/v1_0/a\0.rs", "'\\u{0}'"),
        ("src/v1_0/a\u{202e}.rs", "'\\u{202e}'"),
        (".regen/new/a.rs", "`.regen`"),
        (".REGEN/a.rs", "`.regen`"),
        ("src/lib.rs", "none of the folders"),
        ("src/v1_0x/a.rs", "none of the folders"),
    ];
    for (path, reason) in long {
        let world = world();
        for error in [
            tree::write(world.root(), &OWNED, &set(&[(path, "x")])).unwrap_err(),
            tree::check(world.root(), &OWNED, &set(&[(path, "x")])).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Path { .. }), "{path:?}: {error}");
            assert!(error.to_string().contains(reason), "{path:?}: {error}");
            assert!(
                !error.to_string().contains(generator::text::is_hidden),
                "{path:?}: {error:?}"
            );
        }
        assert_eq!(&tree_of(world.root()), world.before);
    }
    let world = world();
    for owned in ["..", "", "/", ".", ".regen", "src/../.."] {
        assert!(
            matches!(
                tree::write(world.root(), &[owned], &FileSet::new()),
                Err(Error::Path { .. })
            ),
            "{owned:?}"
        );
    }
    for (files, reason) in [
        ([("src/v1_0/a.rs", ""), ("src/v1_0/A.rs", "")], "only in case"),
        (
            [("src/v1_0/a", ""), ("src/v1_0/a/b.rs", "")],
            "a file and, for another file, a folder",
        ),
    ] {
        let error = tree::write(world.root(), &OWNED, &set(&files)).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert_eq!(&tree_of(world.root()), world.before);
}

#[cfg(unix)]
#[test]
fn folders_that_are_links_are_refused() {
    use std::os::unix::fs::symlink;
    for at in ["src", "src/v1_0", "src/v1_0/models"] {
        let outside = folder();
        lay(
            outside.path(),
            &set(&[
                ("v1_0/models/a.rs", "outside\n"),
                ("models/a.rs", "outside\n"),
                ("a.rs", "outside\n"),
            ]),
        );
        let seen = tree_of(outside.path());
        let dir = folder();
        fs::create_dir_all(dir.path().join(at).parent().unwrap()).unwrap();
        symlink(outside.path(), dir.path().join(at)).unwrap();
        let error = tree::write(dir.path(), &OWNED, &new()).unwrap_err();
        assert!(error.to_string().contains("symbolic link"), "{at}: {error}");
        assert_eq!(tree_of(outside.path()), seen);
    }
    // A work folder that is a link would be emptied elsewhere.
    let (dir, outside) = (folder(), folder());
    lay(outside.path(), &set(&[("precious", "1")]));
    symlink(outside.path(), dir.path().join(WORK_FOLDER)).unwrap();
    assert!(
        tree::write(dir.path(), &OWNED, &new())
            .unwrap_err()
            .to_string()
            .contains(".regen")
    );
    assert_eq!(tree_of(outside.path()).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_in_an_owned_folder_is_a_foreign_thing() {
    use std::os::unix::fs::symlink;
    let (dir, outside) = (folder(), folder());
    lay(outside.path(), &set(&[("precious", "a\n"), ("folder/precious", "b\n")]));
    fs::create_dir_all(dir.path().join("src/v1_0")).unwrap();
    symlink(outside.path().join("precious"), dir.path().join("src/v1_0/a.rs")).unwrap();
    symlink(outside.path().join("folder"), dir.path().join("src/v1_0/folder")).unwrap();
    let files = set(&[("src/v1_0/a.rs", "a\n")]);
    let drift = tree::check(dir.path(), &OWNED, &files).unwrap();
    assert!(
        drift.report(50).contains("a/src/v1_0/a.rs (a symbolic link)"),
        "{}",
        drift.report(50)
    );
    let written = tree::write(dir.path(), &OWNED, &files).unwrap();
    assert_eq!(
        (written.changed, written.removed),
        (vec!["src/v1_0/a.rs".to_owned()], vec!["src/v1_0/folder".to_owned()])
    );
    assert_eq!(
        tree_of(dir.path()).get("src/v1_0/a.rs").map(String::as_str),
        Some("a\n")
    );
    assert_eq!(fs::read_to_string(outside.path().join("precious")).unwrap(), "a\n");
    assert_eq!(
        fs::read_to_string(outside.path().join("folder/precious")).unwrap(),
        "b\n"
    );
}

#[test]
fn a_single_file_can_be_owned() {
    let dir = folder();
    lay(
        dir.path(),
        &set(&[("v1.0/names.yaml", "old\n"), ("v1.0/overlay.yaml", "by hand\n")]),
    );
    let written = tree::write(dir.path(), &["v1.0/names.yaml"], &set(&[("v1.0/names.yaml", "new\n")])).unwrap();
    assert_eq!(written.changed, ["v1.0/names.yaml"]);
    assert_eq!(
        fs::read_to_string(dir.path().join("v1.0/overlay.yaml")).unwrap(),
        "by hand\n"
    );
}

#[test]
fn two_runs_do_not_mix() {
    let world = world();
    let first = Tree::lock(world.root(), bounds()).unwrap();
    for error in [
        Tree::lock(world.root(), bounds()).unwrap_err(),
        Tree::lock_shared(world.root(), bounds()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("another run is at work on"), "{error}");
    }
    drop(first);
    let reader = Tree::lock_shared(world.root(), bounds()).unwrap();
    Tree::lock_shared(world.root(), bounds()).expect("readers share");
    assert!(matches!(Tree::lock(world.root(), bounds()), Err(Error::Locked { .. })));
    drop(reader);
    Tree::lock(world.root(), bounds()).expect("nothing holds it any more");
    assert_eq!(&tree_of(world.root()), world.before, "locking leaves no file");
}

#[test]
fn a_root_that_is_not_there() {
    let dir = folder();
    let root = dir.path().join("not/yet");
    assert_eq!(tree::recover(&root, bounds()).unwrap(), None);
    assert_eq!(tree::check(&root, &OWNED, &new()).unwrap().added().count(), 8);
    assert!(!root.exists());
    assert_eq!(tree::write(&root, &OWNED, &new()).unwrap().added.len(), 8);
    assert!(tree::check(&root, &OWNED, &new()).unwrap().is_empty());
}
