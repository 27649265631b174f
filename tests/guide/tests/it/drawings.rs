//! Drawings are what is made of their texts.

use guide::{drawing, files, guide, is_recording};

#[test]
fn drawings_are_made_from_their_texts() {
    let texts = files(&guide().join("drawings"), "txt").unwrap();
    assert!(!texts.is_empty());
    for text in texts {
        let svg = drawing::svg(&std::fs::read_to_string(&text).unwrap());
        let name = text.with_extension("svg");
        let name = guide().join("src/drawings").join(name.file_name().unwrap());
        if is_recording() {
            std::fs::write(&name, svg).unwrap();
        } else {
            let written = std::fs::read_to_string(&name).unwrap_or_default();
            assert!(written == svg, "{}: GUIDE=record writes it anew", name.display());
        }
    }
}
