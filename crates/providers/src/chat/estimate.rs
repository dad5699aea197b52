//! How many tokens a text has, when nobody says.

/// A likely number: four letters of an alphabet make a token, other characters one each.
pub(super) fn tokens(text: &str) -> u64 {
    let (ascii, other) = count(text);
    ascii.div_ceil(4) + other
}

/// A number that no tokenizer stays below.
fn at_least(text: &str) -> u64 {
    let (ascii, other) = count(text);
    ascii / 8 + other / 3
}

/// Prompts shorter than this fit into every server.
const SHORT: u64 = 1_000;

/// Whether a server that counted so many tokens cannot have read the whole prompt.
pub(super) fn was_cut(prompt: &str, counted: u64) -> bool {
    let least = at_least(prompt);
    least > SHORT && counted > 0 && counted < least
}

fn count(text: &str) -> (u64, u64) {
    text.chars()
        .fold((0, 0), |(ascii, other), c| if c.is_ascii() { (ascii + 1, other) } else { (ascii, other + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_prompt_is_seen_and_a_dense_one_is_not_called_cut() {
        let english = "The small dragon hated rainy Mondays. ".repeat(800); // 30,400 characters, about 6,400 tokens
        assert!(was_cut(&english, 2_050));
        assert!(!was_cut(&english, 6_400));
        let japanese = "ちいさなりゅうは雨の月曜日がきらいでした。".repeat(300); // 6,300 characters, about 5,000 tokens
        assert!(was_cut(&japanese, 2_050));
        assert!(!was_cut(&japanese, 4_000));
        assert!(!was_cut(&english, 0), "a server that does not count");
        assert!(!was_cut("Hello", 1));
        assert_eq!(tokens("four letters"), 3);
        assert_eq!(tokens("りゅう"), 3);
    }
}
