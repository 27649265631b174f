//! Empty: the proof is a test, `tests/proof`.
