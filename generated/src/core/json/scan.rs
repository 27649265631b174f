//! Finding the next byte in a string that needs care, sixteen bytes at a time as long as there is none.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// How many bytes from `start` on need no care: none is a quote, a backslash or below a blank.
#[inline]
pub(super) fn plain_run(bytes: &[u8], start: usize) -> usize {
    let mut rest = bytes.get(start..).unwrap_or_default();
    let mut run = 0;
    while let Some((chunk, tail)) = rest.split_first_chunk::<16>()
        && !any_special(chunk)
    {
        run += 16;
        rest = tail;
    }
    while let Some((chunk, tail)) = rest.split_first_chunk::<8>() {
        let found = special(u64::from_le_bytes(*chunk));
        if found != 0 {
            return run + (found.trailing_zeros() / 8) as usize;
        }
        run += 8;
        rest = tail;
    }
    run + rest
        .iter()
        .take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f))
        .count()
}

/// Whether one of these bytes is a quote, a backslash or below a blank. Without a branch, so that the compiler looks at
/// all at once.
#[inline]
fn any_special(chunk: &[u8; 16]) -> bool {
    chunk.iter().fold(false, |found, &byte| {
        found | (byte == b'"') | (byte == b'\\') | (byte < b' ')
    })
}

/// The high bit of each byte that is a quote, a backslash or below a blank; exact up to the lowest one.
#[inline]
fn special(word: u64) -> u64 {
    let quotes = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslashes = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    let controls = word.wrapping_sub(ONES * 0x20);
    // What borrowed has its high bit set and had none before; all three are below 0x80.
    (controls | quotes | backslashes) & !word & HIGHS
}

#[cfg(test)]
mod tests {
    use super::plain_run;

    #[test]
    fn finds_each_special_byte_at_each_place() {
        for special in 0..=255_u8 {
            let needs_care = special < 0x20 || special == b'"' || special == b'\\';
            for place in 0..40 {
                let mut text = vec![b'x'; 40];
                text[place] = special;
                assert_eq!(
                    plain_run(&text, 0),
                    if needs_care { place } else { 40 },
                    "byte {special} at {place}"
                );
            }
        }
    }

    #[test]
    fn starts_where_it_is_told_and_ends_at_the_end() {
        assert_eq!(plain_run(b"\"abc\"", 1), 3);
        assert_eq!(plain_run(b"abc", 3), 0);
        assert_eq!(plain_run(b"abc", 9), 0);
    }
}
