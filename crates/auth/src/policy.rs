/// Fewest characters of a password.
pub const MIN_PASSWORD_CHARACTERS: usize = 10;
/// Most bytes of a password: what bcrypt reads, less its terminator.
pub const MAX_PASSWORD_BYTES: usize = 71;

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
    /// One of those that are tried first, or a few characters over and over.
    #[error("is too easy to guess; try three or four words that do not belong together")]
    Common,
    /// NUL and the like.
    #[error("contains a control character; remove it")]
    Control,
}

/// What guessers try first, longest of the well-known lists; shorter ones fail by their length already.
const COMMON: [&str; 24] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "12345678910",
    "123456789a",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty123456",
    "qwertyuiop123",
    "asdfghjkl123",
    "abcdefghij",
    "abcdefghijk",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "password!!",
    "iloveyou123",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "administrator",
    "changeme123",
];

/// Whether a password is good enough for the account of `personal` (its e-mail address, its user name).
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
    if COMMON.contains(&lower.as_str()) || is_repetitive(&lower) {
        return Err(WeakPassword::Common);
    }
    Ok(())
}

/// Fewer than four different characters, or one short piece over and over.
fn is_repetitive(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    let mut distinct = characters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let repeats = |period: usize| characters.iter().zip(characters.iter().skip(period)).all(|(a, b)| a == b);
    distinct.len() < 4 || (1..=characters.len() / 3).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_ones_say_why() {
        for (password, why) in [
            ("short", WeakPassword::Short(5)),
            ("Ann@Example.org", WeakPassword::Personal),
            ("Password123", WeakPassword::Common),
            ("aaaaaaaaaaaa", WeakPassword::Common),
            ("abcdabcdabcd", WeakPassword::Common),
            ("a fine one\0!", WeakPassword::Control),
        ] {
            assert_eq!(check_password(password, &["ann@example.org"]), Err(why), "{password}");
        }
        assert_eq!(check_password(&"é".repeat(40), &[]), Err(WeakPassword::Long));
    }

    #[test]
    fn good_ones_pass() {
        for password in ["lighthouse sings", "ひかりのうたをうたおう", "xK2#9vLqz!"] {
            assert_eq!(check_password(password, &["ann@example.org", ""]), Ok(()), "{password}");
        }
    }
}
