use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal: what is stored of a secret that we made. Enough for random bits that nobody can guess;
/// never for passwords.
///
/// It is looked up in the database, which stops comparing at the first difference. That tells nothing: whoever
/// measures it learns how much of the *hash* of a guess was right, and cannot make a guess whose hash begins as
/// wished without trying as many as there are, nor does a hash lead back to its secret. So no comparison in constant
/// time is needed.
#[must_use]
pub fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}

/// 256 random bits in base64url: 43 characters that fit into any header, address or file.
pub(crate) fn random_secret() -> String {
    let bits: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bits)
}

/// Whether a text may have come from [`random_secret`].
pub(crate) fn is_random_secret(text: &str) -> bool {
    // The length first: nobody decodes megabytes.
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok_and(|bits| bits.len() == 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_sha_256() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint("abc"), of_abc);
    }

    #[test]
    fn secrets_have_256_bits_and_no_other_form() {
        let secret = random_secret();
        assert!(is_random_secret(&secret));
        assert_ne!(secret, random_secret());
        for other in ["", "secret", &secret[1..], &format!("{secret}A"), &format!("{}=", &secret[..42])] {
            assert!(!is_random_secret(other), "{other}");
        }
        // The last character holds four bits of the secret and two that must be nought.
        assert!(!is_random_secret(&format!("{}B", "A".repeat(42))));
    }
}
