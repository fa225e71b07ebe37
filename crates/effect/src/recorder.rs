//! A world for tests.

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use pyrel_archive::Artifact;
use pyrel_diag::Progress;

use crate::http::{Body, Method, Request, Response, Sent};
use crate::{CredentialSource, Error, Plan, Program, Secret, Touch, Unpack, World};

/// A world that changes nothing, answers from a script, and remembers every touch it felt.
#[derive(Debug)]
pub struct Recorder {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    replies: VecDeque<Reply>,
    otherwise: Sent,
    felt: Vec<Touch>,
    requests: Vec<(Option<Touch>, Request, Vec<u8>)>,
    masked: usize,
}

/// What the script answers to requests whose address contains a text.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The part of the address.
    pub url: String,
    /// The answer.
    pub sent: Sent,
}

impl Reply {
    /// A JSON answer.
    #[must_use]
    pub fn json(url: &str, status: u16, body: &serde_json::Value) -> Self {
        let response = Response {
            status,
            reason: String::new(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        };
        Self { url: url.to_owned(), sent: Sent::Answered(response) }
    }
}

impl Recorder {
    /// A world that takes its answers from the script, each once and in order where several match,
    /// and answers all else with an empty `200`.
    #[must_use]
    pub fn new(replies: Vec<Reply>) -> Self {
        let ok =
            Response { status: 200, reason: String::new(), headers: Vec::new(), body: Vec::new() };
        Self::answering(replies, Sent::Answered(ok))
    }

    /// The same with another answer to all else.
    #[must_use]
    pub fn answering(replies: Vec<Reply>, otherwise: Sent) -> Self {
        let state = State {
            replies: replies.into(),
            otherwise,
            felt: Vec::new(),
            requests: Vec::new(),
            masked: 0,
        };
        Self { state: Mutex::new(state) }
    }

    /// The distinct touches that were felt, in the order of their first occurrence.
    #[must_use]
    pub fn felt(&self) -> Vec<Touch> {
        self.state().felt.clone()
    }

    /// The requests that were sent, each with the touch it served and its body.
    #[must_use]
    pub fn requests(&self) -> Vec<(Option<Touch>, Request, Vec<u8>)> {
        self.state().requests.clone()
    }

    /// How many secrets were to be blotted out.
    #[must_use]
    pub fn masked(&self) -> usize {
        self.state().masked
    }

    /// The law of the house: performs the plan, and says whether the touches felt were those
    /// foretold (`Ok(true)`), some of them (`Ok(false)`), or others (`Err`).
    ///
    /// # Errors
    /// The first touch that was felt but not foretold.
    pub fn hold(&self, plan: Plan) -> Result<bool, Touch> {
        let foretold = plan.touches();
        drop(plan.perform(self, &pyrel_diag::Silent));
        let felt = self.felt();
        if let Some(stranger) = felt.iter().find(|touch| !foretold.contains(touch)) {
            return Err(stranger.clone());
        }
        Ok(foretold == felt)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn feel(&self, touch: &Touch) {
        let mut state = self.state();
        if !state.felt.contains(touch) {
            state.felt.push(touch.clone());
        }
    }

    fn answer(&self, touch: Option<&Touch>, request: &Request) -> Sent {
        let mut body = Vec::new();
        if request.body.reader().read_to_end(&mut body).is_err() {
            return Sent::NotSent("the body cannot be read".to_owned());
        }
        let mut state = self.state();
        state.requests.push((touch.cloned(), request.clone(), body));
        let matching = state.replies.iter().position(|reply| request.url.contains(&reply.url));
        match matching.and_then(|at| state.replies.remove(at)) {
            Some(reply) => reply.sent,
            None => state.otherwise.clone(),
        }
    }
}

impl World for Recorder {
    fn place(&self, touch: &Touch, _: &Path, _: &Artifact) -> Result<(), Error> {
        self.feel(touch);
        Ok(())
    }

    fn remove(&self, touch: &Touch, _: &Path) -> Result<(), Error> {
        self.feel(touch);
        Ok(())
    }

    fn unpack(&self, touch: &Touch, _: &Unpack, _: &dyn Progress) -> Result<(), Error> {
        self.feel(touch);
        Ok(())
    }

    /// It prints the body that the script answers to its name.
    fn run(&self, touch: &Touch, program: &Program, input: &[u8]) -> Result<Vec<u8>, Error> {
        self.feel(touch);
        let request = Request::new(Method::Post, program.name());
        let request = request.body("application/octet-stream", Body::bytes(input));
        match self.answer(Some(touch), &request) {
            Sent::Answered(response) => Ok(response.body),
            Sent::NotSent(message) | Sent::Unknown(message) => {
                Err(Error::Step { message, hint: None })
            }
        }
    }

    fn send(&self, touch: &Touch, request: &Request) -> Sent {
        self.feel(touch);
        self.answer(Some(touch), request)
    }

    fn look(&self, request: &Request) -> Sent {
        self.answer(None, request)
    }

    fn secret(&self, source: &CredentialSource) -> Result<Secret, Error> {
        Ok(Secret::new(format!("secret of {source}")))
    }

    fn mask(&self, _: &Secret) {
        self.state().masked += 1;
    }
}
