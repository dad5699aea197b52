//! What `jsonwebtoken` computes with: HS256 over the `hmac` crate, and the checking of RS256 over `ring`. Its
//! ready-made backends bring many algorithms more, one of them by a crate with an open advisory (`rsa`,
//! RUSTSEC-2023-0071); here no other algorithm even exists. A key fits one algorithm only, so that the public key of
//! one can never be taken for the secret of the other.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use signature::{Signer, Verifier};

use crate::key;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes it the backend of this process; a second time changes nothing.
pub(crate) fn install() {
    PROVIDER.install_default().ok();
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(Hs256(key.as_bytes().to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    match (algorithm, key.family(), key.kind()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac, DecodingKeyKind::SecretOrDer(secret)) => {
            Ok(Box::new(Hs256(secret.clone())))
        }
        (Algorithm::RS256, AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Ok(Box::new(Rs256(RsaPublicKeyComponents { n: n.clone(), e: e.clone() })))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

/// HMAC-SHA256 under a secret.
struct Hs256(Vec<u8>);

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(key::sign(&self.0, message).to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        if key::verify(&self.0, message, signature) { Ok(()) } else { Err(signature::Error::new()) }
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 by somebody else's key. We sign nothing with it.
struct Rs256(RsaPublicKeyComponents<Vec<u8>>);

impl Verifier<Vec<u8>> for Rs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let verdict = self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature);
        verdict.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_fits_one_algorithm_only() {
        let secret = DecodingKey::from_secret(b"secret");
        let public = DecodingKey::from_rsa_raw_components(&[0xff; 256], &[1, 0, 1]);
        let der = DecodingKey::from_rsa_der(&[0x30; 270]);
        let fits = |algorithm, key| verifier(&algorithm, key).is_ok();
        assert!(fits(Algorithm::HS256, &secret) && fits(Algorithm::RS256, &public));
        for (algorithm, key) in [
            (Algorithm::RS256, &secret),
            (Algorithm::HS256, &public),
            (Algorithm::HS256, &der),
            (Algorithm::RS256, &der),
            (Algorithm::HS384, &secret),
            (Algorithm::HS512, &secret),
            (Algorithm::PS256, &public),
            (Algorithm::RS384, &public),
            (Algorithm::ES256, &public),
            (Algorithm::EdDSA, &secret),
        ] {
            assert!(!fits(algorithm, key), "{algorithm:?}");
        }
    }

    #[test]
    fn nothing_but_hs256_is_signed() {
        let secret = EncodingKey::from_secret(b"secret");
        assert!(signer(&Algorithm::HS256, &secret).is_ok());
        assert!(signer(&Algorithm::HS512, &secret).is_err());
        assert!(signer(&Algorithm::RS256, &EncodingKey::from_rsa_der(&[0x30; 9])).is_err());
    }
}
