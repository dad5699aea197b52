//! The texts of one language, as the files beside this one tell them.

use std::collections::HashMap;

use super::lexicon::Tongue;

/// One line of a moment: how soon it is told (1 always, 3 last) and the ways to say it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) level: u8,
    pub(crate) ways: Vec<&'static str>,
}

/// All texts of a language.
#[derive(Debug)]
pub(crate) struct Library {
    moments: HashMap<&'static str, Vec<Line>>,
    lines: HashMap<&'static str, Vec<&'static str>>,
}

impl Library {
    /// Reads the texts of a language.
    pub(crate) fn of(tongue: Tongue) -> Self {
        let files = match tongue {
            Tongue::En => [
                include_str!("text/en/arc.txt"),
                include_str!("text/en/episodes.txt"),
                include_str!("text/en/lines.txt"),
            ],
            Tongue::Fr => [
                include_str!("text/fr/arc.txt"),
                include_str!("text/fr/episodes.txt"),
                include_str!("text/fr/lines.txt"),
            ],
            Tongue::Ja => [
                include_str!("text/ja/arc.txt"),
                include_str!("text/ja/episodes.txt"),
                include_str!("text/ja/lines.txt"),
            ],
            Tongue::Id => [
                include_str!("text/id/arc.txt"),
                include_str!("text/id/episodes.txt"),
                include_str!("text/id/lines.txt"),
            ],
        };
        let mut library = Self { moments: HashMap::new(), lines: HashMap::new() };
        for file in files {
            library.read(file);
        }
        library
    }

    fn read(&mut self, file: &'static str) {
        let mut key = "";
        for line in file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            if let Some(name) = line.strip_prefix("@ ") {
                key = name.trim();
                continue;
            }
            let level =
                line.split_once(' ').and_then(|(level, text)| Some((level.parse::<u8>().ok()?, text)));
            if let Some((level, text)) = level {
                self.moments.entry(key).or_default().push(Line { level, ways: vec![text] });
            } else if let Some(text) = line.strip_prefix("/ ") {
                if let Some(last) = self.moments.get_mut(key).and_then(|lines| lines.last_mut()) {
                    last.ways.push(text);
                }
            } else {
                self.lines.entry(key).or_default().push(line);
            }
        }
    }

    /// The lines of a moment.
    pub(crate) fn moment(&self, id: &str) -> &[Line] {
        self.moments.get(id).map_or(&[], Vec::as_slice)
    }

    /// Single lines by key.
    pub(crate) fn lines(&self, key: &str) -> &[&'static str] {
        self.lines.get(key).map_or(&[], Vec::as_slice)
    }

    /// The value of a `name | value` line.
    pub(crate) fn entry(&self, key: &str, name: &str) -> &'static str {
        let found =
            self.lines(key).iter().filter_map(|line| line.split_once('|')).find(|(of, _)| of.trim() == name);
        found.map_or("", |(_, value)| value.trim())
    }

    #[cfg(test)]
    pub(crate) fn keys(&self) -> Vec<&'static str> {
        self.moments.keys().chain(self.lines.keys()).copied().collect()
    }
}
