//! The job handlers: what a worker does with a claimed job.

mod outcome;
mod picture_book;

pub use picture_book::PictureBooks;
