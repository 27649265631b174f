//! What the tables cost.

use std::mem::size_of_val;

use super::Api;

fn bytes(api: &'static Api) -> usize {
    [
        api.words.size(),
        size_of_val(api.segments),
        size_of_val(api.parameters),
        size_of_val(api.operations),
        size_of_val(api.permissions),
        size_of_val(api.permission_names),
        size_of_val(api.deprecations),
        size_of_val(api.unsupported),
        size_of_val(api.types),
        size_of_val(api.members),
    ]
    .iter()
    .sum()
}

#[test]
#[cfg(all(feature = "v1_0", feature = "beta"))]
fn both_versions_are_below_600_kb() {
    let (v1_0, beta) = (bytes(&crate::v1_0::API), bytes(&crate::beta::API));
    println!("v1.0 {v1_0} bytes, beta {beta} bytes");
    assert!(v1_0 > 100_000 && v1_0 + beta < 600_000, "{v1_0} and {beta}");
}

/// A text has to be numbered by two bytes, and so has a row. This says how near the end is.
#[test]
#[cfg(feature = "beta")]
fn there_is_room_for_more() {
    let api = &crate::beta::API;
    assert!(api.words.len() < 32_768 && api.operations.len() < 32_768 && api.members.len() < 32_768);
}

/// A path with values is found in microseconds; in a build without optimization in some dozens.
#[test]
#[cfg(feature = "beta")]
fn a_path_is_found_in_no_time() {
    let paths: Vec<String> = crate::beta::API.segments().map(|segment| segment.template()).collect();
    let start = std::time::Instant::now();
    let found = paths
        .iter()
        .filter(|path| crate::beta::API.resolve(path).is_some())
        .count();
    let each = start.elapsed() / u32::try_from(paths.len()).unwrap();
    println!("{each:?} for each of {} paths", paths.len());
    assert_eq!(found, paths.len());
    assert!(each < std::time::Duration::from_millis(1), "{each:?}");
}
