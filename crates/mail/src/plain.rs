//! Texts without the characters that steer terminals, logs and headers.

/// One line: control characters become spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Lines of text, each behind `margin`; control characters are shown as Rust writes them, e.g. `\u{1b}`.
pub(crate) fn lines(text: &str, margin: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.lines() {
        shown.push('\n');
        shown.push_str(margin);
        for character in line.chars() {
            if character.is_control() {
                shown.extend(character.escape_default());
            } else {
                shown.push(character);
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_do_not_pass() {
        assert_eq!(one_line("a\r\nb\u{7f}\u{85}ü"), "a  b  ü");
        assert_eq!(lines("a\u{1b}[2Jb\r\n\nc\rd", "  "), "\n  a\\u{1b}[2Jb\n  \n  c\\rd");
    }
}
