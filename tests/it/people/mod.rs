//! People: how they sign in and out, what their programs may do, what they may upload, how often they may ask.

mod api_keys;
mod credits;
mod device;
mod first_admin;
mod hidden;
mod limits;
mod mail;
mod oauth;
mod post;
mod sessions;
mod tokens;
mod uploads;
mod wire;
