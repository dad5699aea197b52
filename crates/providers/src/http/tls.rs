//! TLS by rustls with *ring*, and the roots of the machine it runs on.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls_platform_verifier::Verifier;

use super::client::SetupError;

/// A builder of clients with this product's TLS. Other Rust code of the product that needs an HTTP client begins
/// with it too: the HTTP library has no TLS of its own here.
///
/// # Errors
/// TLS cannot be set up.
pub fn client_builder() -> Result<reqwest::ClientBuilder, SetupError> {
    Ok(with(config()?))
}

/// A builder of clients with this TLS.
pub(super) fn with(config: ClientConfig) -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_backend_preconfigured(config)
}

/// TLS with the certificates of the machine, which are read anew each time.
pub(super) fn config() -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let mut config = match Verifier::new(Arc::clone(&provider)) {
        Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        // A machine without certificates can still talk to servers of its own.
        Err(error) => {
            tracing::warn!(%error, "no certificates of authorities were found (install ca-certificates); no https address can be trusted");
            builder.with_root_certificates(rustls::RootCertStore::empty())
        }
    }
    .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
