use std::borrow::Cow;

use zxcvbn::feedback::Warning;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Entropy, Score, zxcvbn};

/// Fewest characters of a password.
pub const MIN_PASSWORD_CHARACTERS: usize = 10;
/// Most bytes of a password: what bcrypt reads, less its terminator.
pub const MAX_PASSWORD_BYTES: usize = 71;
/// Fewest characters of a part of a name or an address that is looked for in passwords.
const MIN_PART: usize = 2;

/// Why a password is refused, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_PASSWORD_CHARACTERS`].
    #[error("has {0} characters; use at least {MIN_PASSWORD_CHARACTERS}")]
    Short(usize),
    /// More than [`MAX_PASSWORD_BYTES`].
    #[error("is longer than {MAX_PASSWORD_BYTES} bytes; use a shorter one")]
    Long,
    /// The address or the name of its user.
    #[error("is your e-mail address or name; choose something that nobody knows")]
    Personal,
    /// A guesser needs fewer than a hundred million guesses; why.
    #[error("is too easy to guess: {0}; try three or four words that do not belong together")]
    Guessable(&'static str),
    /// NUL and the like.
    #[error("contains a control character; remove it")]
    Control,
}

/// Whether a password is good enough for the account of `personal` (its e-mail address, its names).
pub fn check_password(password: &str, personal: &[&str]) -> Result<(), WeakPassword> {
    let characters = password.chars().count();
    if characters < MIN_PASSWORD_CHARACTERS {
        return Err(WeakPassword::Short(characters));
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(WeakPassword::Long);
    }
    if password.chars().any(char::is_control) {
        return Err(WeakPassword::Control);
    }
    let lower = password.to_lowercase();
    if personal.iter().any(|known| !known.is_empty() && lower == known.to_lowercase()) {
        return Err(WeakPassword::Personal);
    }
    let known = with_parts(personal);
    let entropy = zxcvbn(&bounded(password), &known);
    if entropy.score() < Score::Three { Err(WeakPassword::Guessable(why(&entropy, &known))) } else { Ok(()) }
}

/// The signs that zxcvbn also reads as one and the same letter (`a`, `c`, `g`, `i`, `l`, `s`, `t`), where there are
/// several. It searches its dictionaries once for every combination of them that a password has.
const DISGUISES: [&str; 7] = ["4@", "({[<", "69", "1!|", "1|7", "$5", "+7"];
/// The same letter by another sign.
const TWINS: [(char, char); 8] =
    [('@', '4'), ('{', '('), ('[', '('), ('<', '('), ('!', '1'), ('|', '1'), ('$', '5'), ('+', '7')];
/// Most combinations to search for: some milliseconds. Without a bound there are hundreds.
const MAX_READINGS: usize = 16;

fn readings(password: &str) -> usize {
    let present = |signs: &str| signs.chars().filter(|sign| password.contains(*sign)).count().max(1);
    DISGUISES.into_iter().map(present).product()
}

/// The password, with fewer kinds of signs where there are so many that judging it would take long. What it is made
/// of is found all the same.
fn bounded(password: &str) -> Cow<'_, str> {
    if readings(password) <= MAX_READINGS {
        return Cow::Borrowed(password);
    }
    let twin = |sign| TWINS.iter().find(|(from, _)| *from == sign).map_or(sign, |(_, to)| *to);
    Cow::Owned(password.chars().map(twin).collect())
}

/// What is known of somebody, whole and in parts: `ann.lee@example.org`, `ann`, `lee`, `example`, `org`.
fn with_parts<'a>(personal: &[&'a str]) -> Vec<&'a str> {
    let parts = personal.iter().flat_map(|known| known.split(|c: char| !c.is_alphanumeric()));
    personal.iter().copied().chain(parts).filter(|part| part.chars().count() >= MIN_PART).collect()
}

/// In our words, what makes it easy.
fn why(entropy: &Entropy, known: &[&str]) -> &'static str {
    if is_mostly_known(entropy, known) {
        return "it is made of your address or name";
    }
    match entropy.feedback().and_then(zxcvbn::feedback::Feedback::warning) {
        Some(Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess) => {
            "keys that lie side by side are tried early"
        }
        Some(
            Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => "saying it again hardly makes it stronger",
        Some(
            Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword,
        ) => "it is on the lists that are tried first",
        Some(Warning::ThisIsSimilarToACommonlyUsedPassword) => "it resembles one that many use",
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => "sequences like abc or 6543 are tried early",
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => {
            "dates and years are tried early"
        }
        Some(Warning::AWordByItselfIsEasyToGuess) => "one word alone is found in any dictionary",
        Some(
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => "names are tried early",
        None => "a few common pieces make it up",
    }
}

/// Whether its longest piece is something that is known of its user.
fn is_mostly_known(entropy: &Entropy, known: &[&str]) -> bool {
    let longest = entropy.sequence().iter().max_by_key(|piece| piece.token.chars().count());
    longest.is_some_and(|piece| match &piece.pattern {
        MatchPattern::Dictionary(found) => known.iter().any(|part| part.to_lowercase() == found.matched_word),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const ANN: [&str; 4] = ["annabelle.lee@example.org", "annlee", "Annabelle Marie Lee", ""];

    #[rstest]
    #[case("short", WeakPassword::Short(5))]
    #[case("ひかりのうた", WeakPassword::Short(6))]
    #[case("AnnaBelle.Lee@Example.org", WeakPassword::Personal)]
    #[case("annabelle marie lee", WeakPassword::Personal)]
    #[case("a fine one\0!", WeakPassword::Control)]
    #[case("a fine\none here", WeakPassword::Control)]
    #[case(&"é".repeat(40), WeakPassword::Long)]
    fn rules_come_first(#[case] password: &str, #[case] why: WeakPassword) {
        assert_eq!(check_password(password, &ANN), Err(why));
    }

    #[rstest]
    #[case("Password123", "on the lists")]
    #[case("1234567890", "on the lists")]
    #[case("P@ssw0rd123!", "resembles one that many use")]
    #[case("qwertyuiop[]", "side by side")]
    #[case("aaaaaaaaaaaa", "saying it again")]
    #[case("abcdabcdabcd", "saying it again")]
    #[case("abcdefghijklm", "sequences")]
    #[case("24.12.1987", "dates")]
    #[case("administrator", "one word alone")]
    #[case("annabelle1", "your address or name")]
    #[case("Annabelle-Lee", "your address or name")]
    #[case("annlee2024!", "your address or name")]
    fn easy_ones_say_why(#[case] password: &str, #[case] why: &str) {
        let error = check_password(password, &ANN).unwrap_err().to_string();
        assert!(error.contains(why), "{password} {error}");
        assert!(error.ends_with("; try three or four words that do not belong together"), "{error}");
    }

    #[rstest]
    #[case("lighthouse sings")]
    #[case("three odd words")]
    #[case("seven odd socks 31")]
    #[case("correct horse battery")]
    #[case("seven quiet lighthouses")]
    #[case("nine slow blue whales")]
    #[case("annabelle likes long walks 7")]
    #[case("ひかりのうたをうたおう")]
    #[case("xK2#9vLqz!")]
    fn good_ones_pass(#[case] password: &str) {
        assert_eq!(check_password(password, &ANN), Ok(()));
    }

    /// Whoever knows one knows what to look for.
    #[test]
    fn what_is_fine_for_one_is_not_for_another() {
        assert_eq!(check_password("zebulonquist", &[]), Ok(()));
        assert!(check_password("zebulonquist", &["zebulonquist@example.org"]).is_err());
        assert!(check_password("zebulonquist1", &["ann@example.org", "Zebulonquist"]).is_err());
    }

    #[test]
    fn the_oddest_ones_are_judged_too() {
        let names = "a.b-c_d ".repeat(40);
        let odd = "4@8({[<369!1|70$5+%2".repeat(3);
        assert!(check_password(&odd, &[&names, &names]).is_ok());
        assert!(check_password(&"20001999".repeat(8), &[&names]).is_err());
        assert!(check_password(&"\u{1F600}".repeat(17), &[&names]).is_err());
    }

    #[test]
    fn many_signs_are_read_as_fewer() {
        assert_eq!(bounded("p@$5w0rd |!1+7"), "p455w0rd 11177");
        for usual in ["p@$$w0rd", "!@#$%^&*()_+", "1234567890", "xK2#9vLqz!"] {
            assert_eq!(bounded(usual), usual);
        }
    }

    proptest! {
        /// Nobody can keep a server busy with one password.
        #[test]
        fn no_password_takes_long(password in "[0-9@(){}<!|$+%a-z\\[\\]]{0,71}", any in any::<String>()) {
            prop_assert!(readings(&bounded(&password)) <= MAX_READINGS);
            prop_assert!(readings(&bounded(&any)) <= MAX_READINGS);
            prop_assert_eq!(bounded(&password).chars().count(), password.chars().count());
        }
    }
}
