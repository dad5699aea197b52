//! The presses, judged by what other people's tools read in the files: poppler and qpdf.

#[cfg(test)]
mod library;
#[cfg(test)]
mod manuscript;
#[cfg(test)]
mod picture_book;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod trouble;
