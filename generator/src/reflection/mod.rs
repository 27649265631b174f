//! The table of a version's paths, operations and types that the crate has behind its feature `reflection`: rows of
//! numbers, and the texts that they stand for.
//!
//! | module | what it is for |
//! |---|---|
//! | `words` | all texts, each once |
//! | `table` | all of it together |
//! | `rows` | the rows, as `generated/src/reflection/rows.rs` has them |
//! | `paths` | segments and operations, from the tree of paths |
//! | `facts` | permissions, deprecations, refusals: each once |
//! | `types` | types and members, from the resolved API |
//! | `print` | the table as Rust, and its texts as a file |
//!
//! It is made of the same analysis as the builders, and decides nothing of its own.

mod facts;
mod paths;
mod print;
mod rows;
mod table;
mod types;
mod words;

use crate::analysis::Analysis;
use crate::error::{Error, ErrorKind, Place, Result};
use table::Table;

/// The files of a version's table: the path below `src/<version>/`, and the text.
///
/// # Errors
/// When the version has more texts, rows or lists than a row's two bytes can number.
pub fn files(analysis: &Analysis) -> Result<Vec<(String, String)>> {
    let version = analysis.api.version.name();
    let table = Table::of(analysis).map_err(|what| {
        let place = Place::path(version, "reflection");
        Error::new(ErrorKind::Model, place, format!("the table has too many {what}"))
    })?;
    Ok(vec![
        (
            "reflection/mod.rs".to_owned(),
            print::rust(&table, analysis.api.version),
        ),
        ("reflection/words.txt".to_owned(), table.words.file()),
    ])
}
