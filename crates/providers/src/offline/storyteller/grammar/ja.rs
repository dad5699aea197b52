use super::super::cast::Role;
use super::super::lexicon::{Tongue, fold};
use super::Grammar;

/// Japanese.
pub(super) struct Japanese;

impl Grammar for Japanese {
    fn a(&self, role: &Role<'_>) -> String {
        let nature = role.nature.map_or("", |nature| nature.word(Tongue::Ja, role.gender));
        let colour = role.colour.map_or("", |colour| colour.word(Tongue::Ja, role.gender));
        let size = if nature.is_empty() && colour.is_empty() { "小さな" } else { "" };
        let noun = role.own_noun.as_deref().unwrap_or_else(|| role.being.noun(Tongue::Ja));
        format!("{nature}{colour}{size}{noun}")
    }

    /// `ものしりのふくろうの、ユズ`: what somebody is comes before the name.
    fn introduced(&self, role: &Role<'_>, _closed: bool) -> String {
        format!("{}の{}", self.a(role), role.name)
    }

    fn joined(&self, before: &str, value: &str) -> String {
        format!("{before}{value}")
    }

    fn names(&self, names: &[String]) -> String {
        names.join("と")
    }

    fn space(&self) -> &'static str {
        ""
    }

    /// No full stop before a closing bracket, and a wide space after `！` and `？` inside a paragraph.
    fn polished(&self, text: &str) -> String {
        let text = text.replace("。」", "」");
        let mut set = String::with_capacity(text.len());
        let mut letters = text.chars().peekable();
        while let Some(c) = letters.next() {
            set.push(c);
            if !matches!(c, '！' | '？') {
                continue;
            }
            while letters.next_if(|next| matches!(next, ' ' | '\u{3000}')).is_some() {}
            if letters.peek().is_some_and(|next| !"」』！？\n".contains(*next)) {
                set.push('\u{3000}');
            }
        }
        set
    }

    /// A pose is told as `て-form/final form`.
    fn alt(&self, time: &str, place: &str, doing: &[(String, &'static str)]) -> String {
        let last = doing.len().saturating_sub(1);
        let clause = |(at, (name, pose)): (usize, &(String, &'static str))| {
            let (linking, closing) = pose.split_once('/').unwrap_or((pose, pose));
            format!("{name}が{}", if at == last { closing } else { linking })
        };
        let clauses: Vec<String> = doing.iter().enumerate().map(clause).collect();
        format!("{time}、{place}で、{}。", clauses.join("、"))
    }
}

const SYLLABLES: [(&str, &str); 113] = [
    ("sha", "シャ"),
    ("shu", "シュ"),
    ("sho", "ショ"),
    ("she", "シェ"),
    ("shi", "シ"),
    ("cha", "チャ"),
    ("chu", "チュ"),
    ("cho", "チョ"),
    ("che", "チェ"),
    ("chi", "チ"),
    ("tsu", "ツ"),
    ("kya", "キャ"),
    ("kyu", "キュ"),
    ("kyo", "キョ"),
    ("nya", "ニャ"),
    ("nyu", "ニュ"),
    ("nyo", "ニョ"),
    ("rya", "リャ"),
    ("ryu", "リュ"),
    ("ryo", "リョ"),
    ("mya", "ミャ"),
    ("qua", "クア"),
    ("que", "ケ"),
    ("qui", "キ"),
    ("gue", "ゲ"),
    ("gui", "ギ"),
    ("ck", "ック"),
    ("ee", "イー"),
    ("oo", "ウー"),
    ("ou", "ウ"),
    ("th", "ス"),
    ("ph", "フ"),
    ("sh", "シュ"),
    ("ch", "チ"),
    ("ll", "ル"),
    ("tt", "ット"),
    ("ss", "ス"),
    ("ka", "カ"),
    ("ki", "キ"),
    ("ku", "ク"),
    ("ke", "ケ"),
    ("ko", "コ"),
    ("ca", "カ"),
    ("ci", "シ"),
    ("cu", "ク"),
    ("ce", "セ"),
    ("co", "コ"),
    ("sa", "サ"),
    ("si", "シ"),
    ("su", "ス"),
    ("se", "セ"),
    ("so", "ソ"),
    ("ta", "タ"),
    ("ti", "ティ"),
    ("tu", "トゥ"),
    ("te", "テ"),
    ("to", "ト"),
    ("na", "ナ"),
    ("ni", "ニ"),
    ("nu", "ヌ"),
    ("ne", "ネ"),
    ("no", "ノ"),
    ("ha", "ハ"),
    ("hi", "ヒ"),
    ("hu", "フ"),
    ("fu", "フ"),
    ("he", "ヘ"),
    ("ho", "ホ"),
    ("fa", "ファ"),
    ("fi", "フィ"),
    ("fe", "フェ"),
    ("fo", "フォ"),
    ("ma", "マ"),
    ("mi", "ミ"),
    ("mu", "ム"),
    ("me", "メ"),
    ("mo", "モ"),
    ("ya", "ヤ"),
    ("yu", "ユ"),
    ("yo", "ヨ"),
    ("ra", "ラ"),
    ("ri", "リ"),
    ("ru", "ル"),
    ("re", "レ"),
    ("ro", "ロ"),
    ("la", "ラ"),
    ("li", "リ"),
    ("lu", "ル"),
    ("le", "レ"),
    ("lo", "ロ"),
    ("wa", "ワ"),
    ("wi", "ウィ"),
    ("we", "ウェ"),
    ("wo", "ウォ"),
    ("ga", "ガ"),
    ("gi", "ギ"),
    ("gu", "グ"),
    ("ge", "ゲ"),
    ("go", "ゴ"),
    ("za", "ザ"),
    ("zi", "ジ"),
    ("zu", "ズ"),
    ("ze", "ゼ"),
    ("zo", "ゾ"),
    ("ja", "ジャ"),
    ("ji", "ジ"),
    ("ju", "ジュ"),
    ("je", "ジェ"),
    ("jo", "ジョ"),
    ("da", "ダ"),
    ("di", "ディ"),
    ("de", "デ"),
    ("do", "ド"),
];

const LETTERS: [(&str, &str); 41] = [
    ("ba", "バ"),
    ("bi", "ビ"),
    ("bu", "ブ"),
    ("be", "ベ"),
    ("bo", "ボ"),
    ("pa", "パ"),
    ("pi", "ピ"),
    ("pu", "プ"),
    ("pe", "ペ"),
    ("po", "ポ"),
    ("va", "ヴァ"),
    ("vi", "ヴィ"),
    ("ve", "ヴェ"),
    ("vo", "ヴォ"),
    ("du", "ドゥ"),
    ("a", "ア"),
    ("i", "イ"),
    ("u", "ウ"),
    ("e", "エ"),
    ("o", "オ"),
    ("n", "ン"),
    ("m", "ム"),
    ("b", "ブ"),
    ("c", "ク"),
    ("d", "ド"),
    ("f", "フ"),
    ("g", "グ"),
    ("h", ""),
    ("j", "ジ"),
    ("k", "ク"),
    ("l", "ル"),
    ("p", "プ"),
    ("q", "ク"),
    ("r", "ル"),
    ("s", "ス"),
    ("t", "ト"),
    ("v", "ヴ"),
    ("w", "ウ"),
    ("x", "クス"),
    ("y", "イ"),
    ("z", "ズ"),
];

/// A name in Latin letters, roughly as it sounds; nothing when it has other characters.
pub(crate) fn in_katakana(name: &str) -> Option<String> {
    let folded = fold(name).replace([' ', '-'], "・");
    let mut rest = folded.as_str();
    let mut written = String::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('・') {
            written.push('・');
            rest = after;
            continue;
        }
        let (sound, after) = SYLLABLES
            .iter()
            .chain(&LETTERS)
            .find_map(|(letters, kana)| rest.strip_prefix(letters).map(|after| (*kana, after)))?;
        written.push_str(sound);
        rest = after;
    }
    (!written.is_empty()).then_some(written)
}
