//! The tree writer on real folders, with file operations that fail or stop anywhere.

mod kills;
mod paths;
mod recovery;

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
