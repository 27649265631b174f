//! The models' core on small types of its own, made by the same macros as the generated ones.
