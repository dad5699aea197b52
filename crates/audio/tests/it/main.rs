//! What a mix is made of, and what becomes of it.

#[cfg(test)]
mod chapters;
#[cfg(test)]
mod duck;
#[cfg(test)]
mod files;
#[cfg(test)]
mod judges;
#[cfg(test)]
mod levels;
#[cfg(test)]
mod make;
#[cfg(test)]
mod music;
#[cfg(test)]
mod reads;
