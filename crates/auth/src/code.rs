use std::fmt;
use std::str::FromStr;

use crate::fingerprint::{fingerprint, is_random_secret, random_secret};
use crate::token::TokenError;

/// A code that works once, in a link that a mail carries: 256 random bits. The server keeps its fingerprint.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// A fresh code.
    #[must_use]
    pub fn generate() -> Self {
        Self(random_secret())
    }

    /// What goes into the link; needs no escaping there.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }
}

impl FromStr for OneTimeCode {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        if is_random_secret(text) { Ok(Self(text.to_owned())) } else { Err(TokenError::Malformed) }
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}

/// Crockford's base 32: no I, L, O or U, so that nothing looks like something else.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M',
    'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// Characters of a claim code, five bits each.
const LENGTH: usize = 12;
/// Characters between two hyphens.
const GROUP: usize = 4;

/// A code that a person reads somewhere and types, such as `K7QF-3MXR-9TWB`: 60 random bits. That is enough for one
/// that works once, for a while, behind a limit of attempts; not for a key that lives.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimCode(String);

impl ClaimCode {
    /// A fresh code.
    #[must_use]
    pub fn generate() -> Self {
        let random: [u8; LENGTH] = rand::random();
        // 32 divides 256: every character is as likely as any other.
        Self(random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).collect())
    }

    /// What is stored of it. However it was typed, it is the same.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }
}

/// In groups, as it is shown.
impl fmt::Display for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

/// As somebody typed it: in any case, with or without hyphens and spaces, O for 0, I or L for 1.
impl FromStr for ClaimCode {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let typed = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–'));
        let mut code = String::with_capacity(LENGTH);
        for character in typed {
            let meant = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !ALPHABET.contains(&meant) || code.len() == LENGTH {
                return Err(TokenError::Malformed);
            }
            code.push(meant);
        }
        if code.len() == LENGTH { Ok(Self(code)) } else { Err(TokenError::Malformed) }
    }
}

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn one_time_codes_come_back_and_are_never_the_same() {
        let code = OneTimeCode::generate();
        assert_eq!(code.text().parse::<OneTimeCode>().unwrap(), code);
        assert_ne!(OneTimeCode::generate().fingerprint(), code.fingerprint());
        assert!(code.text().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert!("nonsense".parse::<OneTimeCode>().is_err());
    }

    #[test]
    fn logs_have_no_codes() {
        assert_eq!(format!("{:?}", OneTimeCode::generate()), "OneTimeCode(…)");
        assert_eq!(format!("{:?}", ClaimCode::generate()), "ClaimCode(…)");
    }

    #[test]
    fn a_claim_code_is_three_groups_of_four() {
        let code = ClaimCode::generate();
        let shown = code.to_string();
        assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
        assert!(!shown.contains(['I', 'L', 'O', 'U']));
        assert_eq!(shown.parse::<ClaimCode>().unwrap(), code);
    }

    #[test]
    fn claim_codes_use_the_whole_alphabet() {
        let codes: HashSet<String> = (0..500).map(|_| ClaimCode::generate().to_string()).collect();
        assert_eq!(codes.len(), 500);
        let used: HashSet<char> = codes.iter().flat_map(|code| code.chars()).filter(|c| *c != '-').collect();
        assert_eq!(used, HashSet::from(ALPHABET));
    }

    #[test]
    fn it_may_be_typed_in_many_ways() {
        let code: ClaimCode = "K0QF-3MX1-9TWB".parse().unwrap();
        for typed in
            ["k0qf3mx19twb", " K0QF 3MX1 9TWB\n", "KOQF-3MXI-9TWB", "koqf–3mxl–9twb", "K-0-QF3MX19TWB"]
        {
            assert_eq!(typed.parse::<ClaimCode>().unwrap().fingerprint(), code.fingerprint(), "{typed}");
        }
    }

    #[test]
    fn what_is_no_claim_code_is_refused() {
        for typed in [
            "",
            "----",
            "K0QF-3MX1-9TW",
            "K0QF-3MX1-9TWBB",
            "K0QF-3MX1-9TWU",
            "K0QF-3MX1-9TWé",
            "' OR 1=1 --",
        ] {
            assert_eq!(typed.parse::<ClaimCode>(), Err(TokenError::Malformed), "{typed}");
        }
        assert!("K".repeat(1_000_000).parse::<ClaimCode>().is_err());
    }
}
