//! Where the output goes: standard output, or a file that is put in its place when all of it is there.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Kind};

/// Standard output, or a file.
pub struct Target(Kinds);

enum Kinds {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(BufWriter<tempfile::NamedTempFile>, PathBuf),
    #[cfg(test)]
    Other(Box<dyn Write>),
}

impl Target {
    /// The file of this name; without one, and for `-`, standard output.
    ///
    /// # Errors
    /// When no file can be made there; nothing was sent then.
    pub fn new(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file.filter(|path| *path != Path::new("-")) else {
            return Ok(Self(Kinds::Stdout(BufWriter::new(io::stdout().lock()))));
        };
        let refuse = |reason: String| Failure::usage(reason).at(format!("--output-file {}", path.display()));
        if path.is_dir() {
            return Err(refuse("it is a folder, where a file is expected".to_owned()));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // As any new file: the umask takes away what others may not do.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(".msgraph-ig-").tempfile_in(folder);
        let file = file.map_err(|error| refuse(format!("no file can be made in its folder: {error}")))?;
        Ok(Self(Kinds::File(BufWriter::new(file), path.to_path_buf())))
    }

    /// Anything else.
    #[cfg(test)]
    pub(crate) fn to(out: Box<dyn Write>) -> Self {
        Self(Kinds::Other(out))
    }

    /// Whether it is standard output.
    #[must_use]
    pub fn is_stdout(&self) -> bool {
        matches!(self.0, Kinds::Stdout(_))
    }

    /// Puts a file in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.0 {
            Kinds::Stdout(mut out) => out.flush().map_err(|error| Failure::writing("the response", &error)),
            Kinds::File(out, path) => {
                let place = path.display().to_string();
                let file = out
                    .into_inner()
                    .map_err(|error| Failure::writing("the file", error.error()).at(place.clone()))?;
                file.persist(&path).map_err(|error| {
                    Failure::new(
                        Kind::Output,
                        format!("the file could not be put in its place: {}", error.error),
                    )
                    .at(place)
                })?;
                Ok(())
            }
            #[cfg(test)]
            Kinds::Other(_) => Ok(()),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kinds::Stdout(out) => out.write(bytes),
            Kinds::File(out, _) => out.write(bytes),
            #[cfg(test)]
            Kinds::Other(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Kinds::Stdout(out) => out.flush(),
            Kinds::File(out, _) => out.flush(),
            #[cfg(test)]
            Kinds::Other(out) => out.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_when_all_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        std::fs::write(&path, "before").unwrap();
        let mut target = Target::new(Some(&path)).unwrap();
        target.write_all(b"after").unwrap();
        target.flush().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        target.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "after");

        let mut dropped = Target::new(Some(&path)).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn where_no_file_can_be_nothing_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        for wrong in [folder.path().to_path_buf(), folder.path().join("none").join("x")] {
            let failure = Target::new(Some(&wrong)).err().unwrap();
            assert_eq!(failure.kind(), Kind::Usage);
        }
        assert!(Target::new(Some(Path::new("-"))).unwrap().is_stdout());
    }
}
