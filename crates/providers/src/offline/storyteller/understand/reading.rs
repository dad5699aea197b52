use super::super::lexicon::{Tongue, fold};

/// A text taken apart into words, with the language that it seems to be in.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tongue: Tongue,
    /// The text with its white space made single.
    pub(crate) text: String,
    /// Empty in Japanese, which is searched by characters.
    pub(crate) tokens: Vec<Token>,
}

/// One word.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) folded: String,
    /// Whether a comma, full stop or the like follows.
    pub(crate) ends_clause: bool,
    /// Where it is in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Where a word was found: words from the start, and how many; bytes in Japanese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) at: usize,
    pub(crate) len: usize,
}

const COMMON: [(Tongue, &[&str]); 3] = [
    (
        Tongue::En,
        &[
            "the", "a", "an", "and", "is", "to", "of", "who", "her", "his", "wants", "with", "that", "you",
            "are", "it", "be", "every", "we", "my", "learns", "for",
        ],
    ),
    (
        Tongue::Fr,
        &[
            "le", "la", "les", "un", "une", "des", "de", "du", "et", "qui", "est", "veut", "dans", "il",
            "elle", "sur", "avec", "pour", "son", "sa", "au", "l", "d", "on", "ne", "pas", "que", "c",
        ],
    ),
    (
        Tongue::Id,
        &[
            "yang", "di", "dan", "seekor", "seorang", "sebuah", "ingin", "ke", "si", "untuk", "kecil",
            "dengan", "itu", "adalah", "mencari", "belajar", "tidak", "dari", "anak", "ini", "bernama",
        ],
    ),
];

impl Reading {
    /// Reads the first `limit` characters; `expected` is the language when the words do not tell.
    pub(crate) fn of(text: &str, expected: Tongue, limit: usize) -> Self {
        let text: String =
            text.chars().take(limit).filter(|c| !c.is_control() || c.is_whitespace()).collect();
        let text = text.replace(['’', 'ʼ'], "'").split_whitespace().collect::<Vec<_>>().join(" ");
        let tokens = tokens(&text);
        let tongue = detect(&text, &tokens, expected);
        let tokens = if tongue == Tongue::Ja { Vec::new() } else { tokens };
        Self { tongue, text, tokens }
    }

    /// The first place where one of these (folded) words stands.
    pub(crate) fn find(&self, known: &[String]) -> Option<Hit> {
        known.iter().filter_map(|word| self.find_one(word)).min_by_key(|hit| (hit.at, usize::MAX - hit.len))
    }

    /// Where a word stands, in words (bytes in Japanese).
    pub(crate) fn position(&self, word: &str) -> Option<usize> {
        self.find_one(&fold(word)).map(|hit| hit.at)
    }

    fn find_one(&self, word: &str) -> Option<Hit> {
        if self.tongue == Tongue::Ja { self.find_japanese(word) } else { self.find_words(word, 0) }
    }

    /// The first place from word `from` on where these words follow each other.
    pub(crate) fn find_words(&self, phrase: &str, from: usize) -> Option<Hit> {
        let parts: Vec<&str> = phrase.split([' ', '\'']).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() || self.tokens.len() < parts.len() {
            return None;
        }
        let found = self.tokens.windows(parts.len()).skip(from).position(|window| {
            window.iter().zip(&parts).all(|(token, part)| same_word(&token.folded, part))
        })?;
        Some(Hit { at: from + found, len: parts.len() })
    }

    fn find_japanese(&self, word: &str) -> Option<Hit> {
        if word.is_empty() {
            return None;
        }
        let alone = word.chars().count() <= 3 && word.chars().all(is_hiragana);
        self.text
            .match_indices(word)
            .find(|(at, found)| !alone || stands_alone(&self.text, *at, at + found.len()))
            .map(|(at, found)| Hit { at, len: found.len() })
    }

    /// Whichever of them is named first; of two at the same place the longer one.
    pub(crate) fn longest<'a, T>(
        &self,
        concepts: &'a [T],
        known: impl Fn(&'a T) -> &'a [String],
    ) -> Option<(&'a T, Hit)> {
        concepts
            .iter()
            .filter_map(|concept| self.find(known(concept)).map(|hit| (concept, hit)))
            .min_by_key(|(_, hit)| (hit.at, usize::MAX - hit.len))
    }

    /// The words from one to before another, as they were written.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        let start = self.tokens.get(from).map(|token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|token| token.end);
        start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or("")
    }

    /// The text as one sentence with a full stop.
    pub(crate) fn as_sentence(&self) -> String {
        let text = self.text.trim_matches(|c: char| c == '"' || c == '“' || c == '”' || c.is_whitespace());
        let mut letters = text.chars();
        let capital: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        let sentence = format!("{capital}{}", letters.as_str());
        let stop = self.tongue.choose([".", ".", "。", "."]);
        if sentence.ends_with(['.', '!', '?', '。', '！', '？', '…']) {
            sentence
        } else {
            format!("{sentence}{stop}")
        }
    }
}

fn same_word(token: &str, word: &str) -> bool {
    let stem = |plural: &str| token.len() > 3 && token.strip_suffix(plural) == Some(word);
    token == word || stem("s") || stem("x")
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{309f}').contains(&c)
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    let after = text.get(end..).and_then(|tail| tail.chars().next());
    let fine_before = before.is_none_or(|c| !is_hiragana(c) || "のないたるしでがはと".contains(c));
    let fine_after = after.is_none_or(|c| !is_hiragana(c) || "はがのとをにもでさくちへやか".contains(c));
    fine_before && fine_after
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let inside = c.is_alphanumeric() || (c == '-' && start.is_some());
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                let word = text.get(from..at).unwrap_or("").trim_end_matches('-');
                tokens.push(Token {
                    text: word.to_owned(),
                    folded: fold(word),
                    ends_clause: false,
                    start: from,
                    end: from + word.len(),
                });
                start = None;
            }
            _ => {}
        }
        if (!inside && !c.is_whitespace() && c != '\'' || at == text.len())
            && let Some(last) = tokens.last_mut()
        {
            last.ends_clause = true;
        }
    }
    tokens
}

fn detect(text: &str, tokens: &[Token], expected: Tongue) -> Tongue {
    let kana = text.chars().filter(|c| ('\u{3041}'..='\u{30ff}').contains(c)).count();
    let ideographs = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if (kana + ideographs) * 2 > letters && letters > 0 {
        return Tongue::Ja;
    }
    let score =
        |common: &[&str]| tokens.iter().filter(|token| common.contains(&token.folded.as_str())).count();
    let scores = COMMON.map(|(tongue, common)| (tongue, score(common)));
    let best = scores.iter().map(|(_, score)| *score).max().unwrap_or(0);
    let fallback = if expected == Tongue::Ja { Tongue::En } else { expected };
    if best == 0 || scores.contains(&(fallback, best)) {
        return fallback;
    }
    scores.iter().find(|(_, score)| *score == best).map_or(fallback, |(tongue, _)| *tongue)
}
