//! Nothing here: the programs are in `cases`, the test in `tests/it`.
