//! The files of a version's generated source, as the compiler would find them: from `mod.rs` by `mod x;`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Features;

/// Parsed files by their path below the version's folder.
#[derive(Default)]
pub struct Sources {
    /// The files.
    pub files: BTreeMap<String, syn::File>,
    /// What could not be read, and files that no module names.
    pub problems: BTreeSet<String>,
    /// The features with which they are read.
    pub features: Features,
}

impl Sources {
    /// Sources that are in no file: for tests of the walker.
    #[must_use]
    pub fn inline(text: &str) -> Self {
        let mut sources = Self::default();
        sources.parse("inline.rs", text);
        sources
    }

    fn parse(&mut self, name: &str, text: &str) -> Vec<String> {
        match syn::parse_file(text) {
            Ok(file) => {
                let mut modules = Vec::new();
                for item in &file.items {
                    let syn::Item::Mod(module) = item else { continue };
                    match self.features.have(&module.attrs) {
                        Ok(true) if module.content.is_none() => modules.push(module.ident.to_string()),
                        Ok(_) => {}
                        Err(why) => {
                            self.problems.insert(format!("{name}: mod {}: {why}", module.ident));
                        }
                    }
                }
                self.files.insert(name.to_owned(), file);
                modules
            }
            Err(error) => {
                self.problems.insert(format!("{name}: {error}"));
                Vec::new()
            }
        }
    }
}

/// Modules that make no requests: the models, and the table of all operations, which another test holds against them.
const WITHOUT_REQUESTS: [&str; 2] = ["models", "reflection"];

/// Reads the modules of a folder, those left out that make no requests.
pub fn read(folder: &Path, features: Features) -> Sources {
    let mut sources = Sources {
        features,
        ..Sources::default()
    };
    let mut open = vec![(folder.join("mod.rs"), folder.to_path_buf())];
    while let Some((file, below)) = open.pop() {
        let name = shown(folder, &file);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                sources.problems.insert(format!("{name}: {error}"));
                continue;
            }
        };
        for module in sources.parse(&name, &text) {
            if !WITHOUT_REQUESTS.contains(&module.as_str()) {
                open.push(place(&below, &module));
            }
        }
    }
    // Without some features some modules are not there.
    if !matches!(sources.features, Features::All) {
        return sources;
    }
    let mut on_disk = Vec::new();
    list(folder, &mut on_disk, &mut sources.problems);
    for file in on_disk
        .iter()
        .map(|file| shown(folder, file))
        .filter(|file| !sources.files.contains_key(file))
    {
        sources.problems.insert(format!("{file}: no module names this file"));
    }
    sources
}

fn place(below: &Path, module: &str) -> (PathBuf, PathBuf) {
    let module = module.trim_start_matches("r#");
    let inner = below.join(module);
    let folder = inner.join("mod.rs");
    if folder.is_file() {
        (folder, inner)
    } else {
        (below.join(format!("{module}.rs")), inner)
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>, problems: &mut BTreeSet<String>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.insert(format!("{}: {error}", folder.display()));
            return;
        }
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default();
            if !WITHOUT_REQUESTS.iter().any(|left_out| name == *left_out) {
                list(&path, files, problems);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn shown(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder)
        .unwrap_or(file)
        .display()
        .to_string()
        .replace('\\', "/")
}
