//! What strangers send, and what becomes of it.

#[cfg(test)]
mod anything;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod make;
#[cfg(test)]
mod metadata;
