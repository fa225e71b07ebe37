//! HTTP as values: what is to be sent and what came back, without a library that does it.

mod endpoint;
mod multipart;
mod reach;
mod request;
mod response;

pub use endpoint::Endpoint;
pub use multipart::Multipart;
pub use reach::Reach;
pub use request::{Authorization, Body, Method, Request};
pub use response::{Response, Sent};
