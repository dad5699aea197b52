use unicode_normalization::UnicodeNormalization;

/// A sentence taken apart.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    /// Its characters, in compatibility form and lower case.
    pub(super) text: String,
    /// Its words; a comma and the like is a word of its own that nothing matches.
    pub(super) words: Vec<Token>,
}

/// One word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// In lower case.
    pub(super) plain: String,
    /// Without accents, and with letters for the digits that stand for them.
    pub(super) folded: String,
}

impl Token {
    fn new(plain: &str) -> Self {
        let folded = fold(plain);
        let folded = if folded.chars().any(char::is_alphabetic) { spelled(&folded) } else { folded };
        Self { plain: plain.to_owned(), folded }
    }

    /// Makes it a word that nothing matches.
    pub(super) fn hide(&mut self) {
        *self = Self::default();
    }
}

/// Lower case without accents.
pub(super) fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc().flat_map(char::to_lowercase).collect()
}

fn spelled(word: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// The sentences of a text. What is invisible is left out before.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let visible = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let text: String = text.chars().filter(visible).nfkc().flat_map(char::to_lowercase).collect();
    let mut sentences = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = end_of_sentence(rest);
        let (sentence, after) = rest.split_at(end);
        sentences.push(Sentence { text: sentence.to_owned(), words: words(sentence) });
        rest = after;
    }
    sentences
}

/// A full stop ends a sentence only before a space: `s.e.x` is one.
fn end_of_sentence(text: &str) -> usize {
    let ends = |(at, c): (usize, char)| {
        let next = at + c.len_utf8();
        let before_space = text.get(next..).is_none_or(|rest| rest.starts_with(char::is_whitespace));
        (matches!(c, '\n' | '。') || matches!(c, '.' | '!' | '?' | '…') && before_space).then_some(next)
    };
    text.char_indices().find_map(ends).unwrap_or(text.len())
}

fn words(sentence: &str) -> Vec<Token> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = sentence.chars().peekable();
    while let Some(c) = characters.next() {
        let in_word = !word.is_empty() && characters.peek().is_some_and(|next| next.is_alphanumeric());
        if c.is_alphanumeric() || matches!(c, '@' | '$' | '!') && in_word {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(Token::new(&word));
            word.clear();
        }
        if matches!(c, ',' | ';' | ':' | '(' | ')' | '、') {
            words.push(Token::default());
        }
    }
    if !word.is_empty() {
        words.push(Token::new(&word));
    }
    words
}

/// Words made of the single letters that stand in a row: `s e x`.
pub(super) fn squeezed(sentence: &Sentence) -> Sentence {
    let single = |token: &Token| token.folded.chars().count() == 1;
    let joined =
        |run: &[Token]| Token::new(&run.iter().map(|token| token.plain.as_str()).collect::<String>());
    let runs = sentence.words.chunk_by(|a, b| single(a) && single(b)).filter(|run| run.len() > 2);
    Sentence { text: String::new(), words: runs.map(joined).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        sentences(text).into_iter().flat_map(|s| s.words).map(|word| word.folded).collect()
    }

    #[test]
    fn texts_fall_into_sentences_and_words() {
        let all = sentences("Il était une fois… Un loup! 狼が来た。Fin");
        assert_eq!(all.len(), 4);
        assert_eq!(folded("L’été, anak-anak"), ["l", "ete", "", "anak", "anak"]);
    }

    #[test]
    fn disguises_are_seen_through() {
        assert_eq!(folded("p0rn P\u{200b}ORN ｐｏｒｎ p@rn 1001"), ["porn", "porn", "porn", "parn", "1001"]);
        let sentence = &sentences("they had s.e.x and s e x ok")[0];
        let joined: Vec<_> = squeezed(sentence).words.into_iter().map(|word| word.folded).collect();
        assert_eq!(joined, ["sex", "sex"]);
    }
}
