//! Text in lines.

/// The text in lines of at most `width` characters, broken at spaces. What colours it takes no room.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        // A sign alone on its line would say nothing.
        if shown(&line) > 1 && shown(&line) + 1 + shown(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The number of characters that are seen: without the sequences that colour.
fn shown(text: &str) -> usize {
    let mut is_color = false;
    let seen = text.chars().filter(|c| {
        let was_color = is_color;
        is_color = *c == '\u{1b}' || was_color && *c != 'm';
        !is_color && !was_color
    });
    seen.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_nothing_is_lost() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("/a/very/long/path x", 5), ["/a/very/long/path", "x"]);
        assert_eq!(wrap("+ verylongname: x", 9), ["+ verylongname:", "x"]);
        assert_eq!(wrap("", 5), [""]);
        let text = "a bb ccc dddd eeeee";
        for width in 0..30 {
            assert_eq!(wrap(text, width).join(" "), text);
        }
    }
}
