//! Drawings, made from text.

/// The drawing of a text of boxes and arrows.
#[must_use]
pub fn svg(text: &str) -> String {
    let mut svg = svgbob::to_svg(text);
    svg.push('\n');
    svg
}
