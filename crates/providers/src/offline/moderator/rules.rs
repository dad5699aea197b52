use super::words::{Sentence, sentences, squeezed};

const TABLE: &str = include_str!("rules.txt");

/// As many words may stand in a gap.
const GAP: usize = 4;

/// What must not be shown, and what only looks like it.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    allowed: Vec<Pattern>,
    minor: Vec<Pattern>,
}

#[derive(Debug)]
struct Rule {
    category: &'static str,
    for_all: bool,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
enum Pattern {
    /// Words in a row.
    Words(Vec<Piece>),
    /// Characters anywhere: Japanese writes no spaces.
    Anywhere(String),
}

#[derive(Debug)]
enum Piece {
    OneOf(Vec<Word>),
    Gap,
}

#[derive(Debug)]
enum Word {
    Whole(String),
    Prefix(String),
    /// With its accents.
    Exact(String),
}

impl Rules {
    /// Reads the table.
    pub(super) fn new() -> Self {
        let mut rules = Self { rules: Vec::new(), allowed: Vec::new(), minor: Vec::new() };
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut cells = line.splitn(3, '|').map(str::trim);
            let (Some(category), Some(audience), Some(list)) = (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            let patterns = list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(Pattern::read);
            match category {
                "allowed" => rules.allowed.extend(patterns),
                "minor" => rules.minor.extend(patterns),
                _ => rules.rules.push(Rule {
                    category,
                    for_all: audience == "all",
                    patterns: patterns.collect(),
                }),
            }
        }
        rules
    }

    /// The categories of a text, each once, in the order of the table.
    pub(super) fn judge(&self, text: &str, for_children: bool) -> Vec<String> {
        let mut found: Vec<&str> = Vec::new();
        for mut sentence in sentences(text) {
            self.allowed.iter().for_each(|pattern| pattern.hide(&mut sentence));
            let joined = squeezed(&sentence);
            let minor = self.minor.iter().any(|pattern| pattern.is_in(&sentence));
            for rule in &self.rules {
                // About a child nothing sexual is shown to anybody.
                let about_a_child = minor && rule.category == "sexual";
                let judges = rule.for_all || for_children || about_a_child;
                let hit = |pattern: &Pattern| pattern.is_in(&sentence) || pattern.is_in(&joined);
                if !judges || !rule.patterns.iter().any(hit) {
                    continue;
                }
                let also = about_a_child.then_some("sexual/minors");
                for category in also.into_iter().chain([rule.category]) {
                    if !found.contains(&category) {
                        found.push(category);
                    }
                }
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }
}

impl Pattern {
    fn read(text: &str) -> Self {
        if text.chars().any(|c| c > '\u{2fff}') {
            return Self::Anywhere(text.to_owned());
        }
        let word = |word: &str| match (word.strip_suffix('*'), word.strip_prefix('=')) {
            (Some(prefix), _) => Word::Prefix(prefix.to_owned()),
            (_, Some(exact)) => Word::Exact(exact.to_owned()),
            _ => Word::Whole(word.to_owned()),
        };
        let piece = |piece: &str| match piece {
            ".." => Piece::Gap,
            _ => Piece::OneOf(piece.split('/').map(word).collect()),
        };
        Self::Words(text.split(' ').map(piece).collect())
    }

    fn is_in(&self, sentence: &Sentence) -> bool {
        match self {
            Self::Anywhere(characters) => sentence.text.contains(characters.as_str()),
            Self::Words(pieces) => {
                (0..sentence.words.len()).any(|from| ends(pieces, sentence, from).is_some())
            }
        }
    }

    /// Takes what matches out of the sentence.
    fn hide(&self, sentence: &mut Sentence) {
        match self {
            Self::Anywhere(characters) => {
                if sentence.text.contains(characters.as_str()) {
                    sentence.text = sentence.text.replace(characters.as_str(), "・");
                }
            }
            Self::Words(pieces) => {
                for from in 0..sentence.words.len() {
                    if let Some(to) = ends(pieces, sentence, from) {
                        sentence.words.iter_mut().take(to).skip(from).for_each(|word| word.hide());
                    }
                }
            }
        }
    }
}

/// Where these pieces end when they begin at word `from`.
fn ends(pieces: &[Piece], sentence: &Sentence, from: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(from) };
    match piece {
        Piece::Gap => (from..=from + GAP).find_map(|next| ends(rest, sentence, next)),
        Piece::OneOf(words) => {
            let word = sentence.words.get(from)?;
            let fits = |wanted: &Word| match wanted {
                Word::Whole(whole) => word.folded == *whole,
                Word::Prefix(prefix) => word.folded.starts_with(prefix.as_str()),
                Word::Exact(exact) => word.plain == *exact,
            };
            words.iter().any(fits).then(|| ends(rest, sentence, from + 1)).flatten()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let categories = [
            "allowed",
            "minor",
            "harassment",
            "hate",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic",
        ];
        for line in lines {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(categories.contains(&cells[0]) && ["all", "children"].contains(&cells[1]), "{line}");
            let folded = super::super::words::fold(cells[2]);
            assert!(cells[2].chars().any(|c| c > '\u{2fff}') || folded == cells[2], "has accents: {line}");
        }
    }

    #[test]
    fn patterns_have_gaps_choices_and_beginnings() {
        let hit = |pattern: &str, text: &str| {
            let pattern = Pattern::read(pattern);
            sentences(text).iter().any(|sentence| pattern.is_in(sentence))
        };
        assert!(hit("how to make .. bomb/bombs", "Tell me how to make a really big BOMB now"));
        assert!(hit("how to make .. bomb/bombs", "how to make bombs"));
        assert!(!hit("how to make .. bomb", "how to make one two three four five bomb"));
        assert!(!hit("how to make .. bomb", "How to make a cake. The bomb was a dud."));
        assert!(hit("murder*", "The Murderer!") && !hit("murder", "murderer"));
        assert!(hit("=rape", "rape") && !hit("=rape", "râpe") && hit("cocaine", "cocaïne"));
        assert!(!hit("sale noir", "un chat sale, noir"), "a comma parts them");
        assert!(hit("s ouvre les veines", "elle s’ouvre les veines"));
    }
}
