//! Plans: everything a command would change, as a value, and the one door through which it does.
//!
//! A [`Plan`] is a list of [`Step`]s. A step foretells its [`Touch`]es, the visible acts it stands
//! for, and can be performed once, through a [`World`]. After planning nothing is left to decide:
//! `perform` consumes the plan and sees neither flags nor configuration nor tree. What was printed
//! is what is left to do, and so showing a plan instead of performing it cannot drift from the
//! real run.
//!
//! ```text
//! plan: [Box<dyn Step>]   ->  perform(plan, &world)  -> what was done
//!                         or  plan.touches()         -> what would be done
//! ```
//!
//! A step belongs to the crate that understands it. This one owns the steps that any command may
//! need: [`Place`] a finished artifact, [`RemoveFile`], [`Unpack`] an archive into a folder. A [`Program`]
//! of the user's own is run where the user asks for that, and none else. HTTP is spoken in values ([`http`]); a request is evidence filed under the touch it serves. [`Recorder`] is a world for tests that holds what was
//! felt against what was foretold.
//!
//! *What this crate does not know*: any HTTP or TLS library, the file system, and who plans.

mod error;
pub mod http;
mod place;
mod plan;
mod program;
mod recorder;
mod secret;
mod step;
mod touch;
mod unpack;
mod world;

pub use error::Error;
pub use place::{Place, RemoveFile};
pub use plan::{Done, Plan, Stopped};
pub use program::Program;
pub use recorder::{Recorder, Reply};
pub use secret::{CredentialSource, Secret};
pub use step::Step;
pub use touch::Touch;
pub use unpack::{Onto, Unpack};
pub use world::World;
