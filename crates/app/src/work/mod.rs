//! The job handlers: what a worker does with a claimed job.

mod outcome;
mod picture_book;
mod regenerate_page;
mod workshop;

pub use picture_book::PictureBooks;
pub use regenerate_page::PageOrders;
pub use workshop::{Patience, Workshop};
