//! What the tests of several members of the workspace share. It knows neither the generator nor the bindings, so that
//! it is built in a moment and proves nothing by itself.

pub mod json_tree;
pub mod oidc;
pub mod own_process;
pub mod shared_folder;
pub mod shuffle;
