//! Signatures that others have a part in: a program that signs, an authority that knows the time.
//!
//! What they answer is known when the plan is performed, and so are the bytes of the bundle. All else is
//! known before: the bundle is read, and what is to be signed is laid down.

use std::io;
use std::path::PathBuf;

use pyrel_archive::{Artifact, SpoolFolder};
use pyrel_diag::{Explain, Progress};
use pyrel_effect::http::{Body, Endpoint, Method, Request, Response, Sent};
use pyrel_effect::{Done, Error, Program, Step, Touch, World};
use pyrel_signature::{Draft, Moment, REPLY_TYPE, REQUEST_TYPE, Signed};
use serde_json::json;

use super::pack::checksum_of;

/// Signs a bundle with what others answer, and gives it its place.
#[derive(Debug)]
pub(super) struct SignOutside {
    /// The bundle, as far as it is there.
    pub(super) bundle: Unfinished,
    /// Who says when the signature was there.
    pub(super) clock: Option<Clock>,
    /// The moment at which certificates must be valid.
    pub(super) now: Moment,
    /// Where the signed bundle goes.
    pub(super) path: PathBuf,
    /// Where its digest goes.
    pub(super) checksum: Option<PathBuf>,
    /// Where the digest grows.
    pub(super) spool: SpoolFolder,
}

/// A bundle that others have a part in.
#[derive(Debug)]
pub(super) enum Unfinished {
    /// A program signs it.
    Draft(Draft, Program),
    /// It is signed.
    Signed(Signed),
}

/// An authority for time stamps (RFC 3161).
#[derive(Debug)]
pub(super) struct Clock {
    /// Its address.
    pub(super) address: Endpoint,
    /// What its answer must repeat.
    pub(super) nonce: [u8; 16],
}

impl Step for SignOutside {
    fn touches(&self) -> Vec<Touch> {
        let mut touches = Vec::new();
        if let Unfinished::Draft(_, program) = &self.bundle {
            touches.push(run(program));
        }
        touches.extend(self.clock.iter().map(|clock| self.stamp(clock)));
        let places = [Some(&self.path), self.checksum.as_ref()].into_iter().flatten();
        touches.extend(places.map(|path| Touch::PlaceUnforeseen { path: path.clone() }));
        touches
    }

    fn perform(
        self: Box<Self>,
        world: &dyn World,
        _: &dyn Progress,
        done: &mut Done,
    ) -> Result<(), Error> {
        let stamp = self.clock.as_ref().map(|clock| self.stamp(clock));
        let Self { bundle, clock, now, path, checksum, spool } = *self;
        let mut signed = match bundle {
            Unfinished::Draft(draft, program) => sign(draft, &program, world, done)?,
            Unfinished::Signed(signed) => signed,
        };
        if let (Some(clock), Some(touch)) = (clock, stamp) {
            clock.stamp(&mut signed, (world, &touch), now, done)?;
        }
        let artifact = signed.finish().map_err(|error| refused(String::new(), &error))?;
        done.outputs.push(("sha256".to_owned(), json!(artifact.sha256().to_string())));
        let unwritten = |path: &PathBuf, source| Error::File {
            path: path.clone(),
            source: io::Error::other(source),
        };
        let checksum = match checksum {
            Some(path) => Some(
                checksum_of(&artifact, path.clone(), &spool).map_err(|it| unwritten(&path, it))?,
            ),
            None => None,
        };
        let mut place = |path: PathBuf, artifact: &Artifact| {
            let touch = Touch::PlaceUnforeseen { path: path.clone() };
            world.place(&touch, &path, artifact)?;
            done.felt.push(touch);
            Ok::<(), Error>(())
        };
        place(path, &artifact)?;
        checksum.map_or(Ok(()), |checksum| place(checksum.path, &checksum.artifact))
    }
}

impl SignOutside {
    fn stamp(&self, clock: &Clock) -> Touch {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Touch::Stamp { authority: clock.address.to_string(), file }
    }
}

fn run(program: &Program) -> Touch {
    Touch::Run { program: program.to_string(), purpose: "for the signature" }
}

/// Has a program sign. What it prints is held against the certificate before it counts.
fn sign(
    draft: Draft,
    program: &Program,
    world: &dyn World,
    done: &mut Done,
) -> Result<Signed, Error> {
    let touch = run(program);
    let signature = world.run(&touch, program, &draft.message())?;
    done.felt.push(touch);
    draft.signed(signature).map_err(|error| refused(format!("`{program}`: "), &error))
}

impl Clock {
    /// Asks for a time stamp, and adds it.
    fn stamp(
        &self,
        signed: &mut Signed,
        (world, touch): (&dyn World, &Touch),
        now: Moment,
        done: &mut Done,
    ) -> Result<(), Error> {
        let query = signed.stamp_request(self.nonce);
        let request = Request::new(Method::Post, self.address.as_str())
            .header("accept", REPLY_TYPE)
            .body(REQUEST_TYPE, Body::bytes(query.der()));
        let reply = match world.send(touch, &request) {
            Sent::Answered(reply) if reply.is_success() => reply,
            Sent::Answered(reply) => return Err(self.answered(&reply)),
            Sent::NotSent(why) => {
                return Err(Error::remote(format!("{} cannot be reached: {why}", self.address)));
            }
            Sent::Unknown(why) => {
                return Err(Error::Remote {
                    message: format!("{} did not answer: {why}", self.address),
                    hint: Some("nothing was written: run again".to_owned()),
                    findings: Vec::new(),
                });
            }
        };
        done.felt.push(touch.clone());
        let stamp = signed.stamp(&reply.body, &query, now).map_err(|error| Error::Remote {
            message: format!("{}: {error}", self.address),
            hint: error.hint(),
            findings: Vec::new(),
        })?;
        let authority = stamp.authority.subject();
        done.outputs.push(("timestamp".to_owned(), json!(stamp.time.to_string())));
        done.outputs.push(("timestamp-authority".to_owned(), json!(authority)));
        Ok(())
    }

    /// An answer that is none. Where it leads elsewhere, the user says whether to go there.
    fn answered(&self, reply: &Response) -> Error {
        let hint = match reply.header("location") {
            Some(elsewhere) => format!("it names another address: {elsewhere}"),
            None => "name the address of an authority that speaks RFC 3161".to_owned(),
        };
        Error::Remote {
            message: format!("{} answered {} {}", self.address, reply.status, reply.reason),
            hint: Some(hint),
            findings: Vec::new(),
        }
    }
}

fn refused(before: String, error: &pyrel_signature::Error) -> Error {
    Error::Step { message: before + &error.to_string(), hint: error.hint() }
}

#[cfg(test)]
mod tests {
    use pyrel_archive::Limits;
    use pyrel_diag::Silent;
    use pyrel_effect::{Plan, Recorder, Reply};
    use pyrel_signature::{Bundle, Entropy, KeyKind, Manner, Signer, Usage, self_signed};

    use super::*;

    fn signer(now: Moment) -> Signer {
        let mut fill = |buffer: &mut [u8]| {
            buffer.fill(7);
            Ok(())
        };
        let mut entropy = Entropy::new(&mut fill);
        let (key, leaf) = self_signed("me", KeyKind::P256, now, &mut entropy).unwrap();
        Signer::new(key, vec![leaf], now, Usage::CodeSigning).unwrap()
    }

    /// A plan for an archive without members; `here` says whether the key is.
    fn plan(folder: &tempfile::TempDir, here: bool, clock: Option<&str>) -> Plan {
        let spool = SpoolFolder::new(folder.path());
        let now = Moment::from_seconds(1_800_000_000);
        let signer = signer(now);
        let archive = [&b"PK\x05\x06"[..], &[0; 18]].concat();
        let bundle = Bundle::from(&Artifact::of_bytes("b.mcpb", &archive, &spool).unwrap());
        let room = (&spool, &Limits::default(), &Silent as &dyn Progress);
        let draft = Draft::new(&bundle, signer.identity(), &Manner::default(), room).unwrap();
        let bundle = match here {
            true => Unfinished::Signed(draft.sign(&signer).unwrap()),
            false => Unfinished::Draft(draft, "card --pin 1234".parse().unwrap()),
        };
        let clock =
            clock.map(|address| Clock { address: address.parse().unwrap(), nonce: [7; 16] });
        let path = PathBuf::from("b.mcpb");
        let checksum = Some(PathBuf::from("b.mcpb.sha256"));
        let mut plan = Plan::new();
        plan.push(SignOutside { bundle, clock, now, path, checksum, spool });
        plan
    }

    fn foretold(plan: &Plan) -> Vec<String> {
        plan.touches().iter().map(ToString::to_string).collect()
    }

    const PLACES: [&str; 2] = [
        "place b.mcpb (its bytes depend on what is answered)",
        "place b.mcpb.sha256 (its bytes depend on what is answered)",
    ];

    #[test]
    fn all_that_is_asked_is_foretold() {
        let folder = tempfile::tempdir().unwrap();
        let plan = |here, clock| plan(&folder, here, clock);
        let stamp = "fetch a time stamp for b.mcpb from http://tsa.example/";
        let run = "run card for the signature";
        let url = Some("http://tsa.example");
        assert_eq!(foretold(&plan(true, url)), [&[stamp][..], &PLACES].concat());
        assert_eq!(foretold(&plan(false, None)), [&[run][..], &PLACES].concat());
        assert_eq!(foretold(&plan(false, url)), [&[run, stamp][..], &PLACES].concat());
    }

    /// Nothing is done that was not foretold, and after an answer that is of no use nothing at all.
    #[test]
    fn the_law_holds_whatever_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let plan = |here, clock| plan(&folder, here, clock);
        assert_eq!(Recorder::new(Vec::new()).hold(plan(true, None)), Ok(true));
        for (here, clock) in [(true, Some("http://tsa.example")), (false, None)] {
            for status in [200, 302, 404, 500] {
                let reply = Reply::json("", status, &json!({}));
                let world = Recorder::answering(Vec::new(), reply.sent);
                assert_eq!(world.hold(plan(here, clock)), Ok(false));
                assert_eq!(world.felt().len(), 1);
            }
        }
    }
}
