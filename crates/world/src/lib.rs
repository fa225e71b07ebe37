//! The real world: the only code that gives files their place and opens sockets.
//!
//! [`RealWorld`] is the [`World`](pyrel_effect::World) that is no test. It owns a [`Door`] to the
//! network, which opens with the first request, and reads [`Secrets`] from where a plan says they
//! are. [`files`] reads what lies beside a project, and [`destination`] finds out beforehand
//! whether a file can get its place. [`random`] is where keys come from, and
//! [`roots`] knows whom the system trusts. A program of the user's own is run here, where the user
//! asks for that, and nowhere else.
//!
//! *What this crate does not know*: flags, the environment, how anything is rendered, and whether
//! it is asked to act or to look.

pub mod destination;
pub mod files;
mod folder;
mod http;
mod program;
pub mod random;
mod real;
pub mod roots;
mod workshop;

pub use http::{Door, Patience, Proxies, Settings, Watcher};
pub use real::{Masking, RealWorld, Secrets};
