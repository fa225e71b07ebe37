//! The signature of a bundle, for those who show a bundle or look it through: what `pyrel dxt verify`
//! answers, without its exit code.

use std::path::Path;

use pyrel_archive::Limits;
use pyrel_diag::{Finding, Rule, Severity, Silent};
use pyrel_signature::{Bundle, Form, Judgement, Moment, Policy, Trust, Verdict};
use serde_json::{Map, Value, json};

use super::verify::{answer, covered, facts, judge, word};
use crate::flags::dxt::Verify;
use crate::render::{Failure, visible};
use crate::session::Session;

/// A signature that is not that of the bundle it stands behind.
static SIGNATURE_WRONG: Rule = Rule {
    id: "signature-wrong",
    severity: Severity::Error,
    words: "a signature that is not right, such as that of a bundle which was changed after signing",
    remedy: "sign it anew with `pyrel dxt sign --force`, or take it off with `pyrel dxt unsign`",
};

/// A signature that the archive does not know of.
static SIGNATURE_BEHIND: Rule = Rule {
    id: "signature-behind-end",
    severity: Severity::Warning,
    words: "a signature behind the end of the archive, with which Claude Desktop refuses the bundle",
    remedy: "sign it anew with `pyrel dxt sign --force`, which makes the signature its comment",
};

/// The rules of signatures.
pub(super) static RULES: [&Rule; 2] = [&SIGNATURE_BEHIND, &SIGNATURE_WRONG];

/// What there is to say of a bundle's signature: rows for people, and an object for machines or `null`.
pub(super) fn told(session: &Session, bundle: &Path) -> Result<(Vec<String>, Value), Failure> {
    let flags = Verify { bundle: bundle.to_owned(), trust: Vec::new(), any_usage: false };
    let verdict = judge(session, &flags)?;
    let mut object = Map::from_iter([("verdict".to_owned(), json!(word(answer(&verdict))))]);
    Ok(match &verdict {
        Verdict::Unsigned => (vec!["none".to_owned()], Value::Null),
        Verdict::Malformed(why) => {
            object.insert("why".to_owned(), json!(why));
            (vec![format!("cannot be judged: {}", visible(why))], Value::Object(object))
        }
        Verdict::Signed(judgement) => {
            object.extend(facts(judgement));
            (rows(judgement), Value::Object(object))
        }
    })
}

fn rows(judgement: &Judgement) -> Vec<String> {
    let mut rows = vec![match &judgement.signature {
        Ok(covers) => format!("right, and covers {}", covered(*covers)),
        Err(flaw) => format!("not right: {}", visible(&flaw.to_string())),
    }];
    rows.extend(
        judgement.signer.as_ref().map(|signer| format!("by {}", visible(&signer.subject()))),
    );
    rows.push(match &judgement.trust {
        Trust::Trusted(reason) => format!("trusted: {}", visible(&reason.to_string())),
        Trust::Untrusted(doubt) => format!("not trusted: {}", visible(&doubt.to_string())),
    });
    if judgement.form == Form::Loose {
        rows.push("strict readers refuse the file, whose end does not count it".to_owned());
    }
    rows
}

/// What keeps a bundle from being taken for what was signed, whoever signed it. That it is not signed
/// is no mistake: no host asks for it.
pub(in crate::commands) fn flaws(bundle: &Bundle) -> Result<Vec<Finding>, pyrel_signature::Error> {
    // Whether anybody is trusted, and when, is another question.
    let policy = Policy::at(Moment::from_seconds(0));
    let verdict = pyrel_signature::verify(bundle, &policy, (&Limits::default(), &Silent))?;
    let Verdict::Signed(judgement) = verdict else { return Ok(Vec::new()) };
    let wrong = judgement
        .signature
        .err()
        .map(|flaw| Finding::new(&SIGNATURE_WRONG, format!("the signature is not right: {flaw}")));
    let behind = (judgement.form == Form::Loose).then(|| {
        let message = "the end of the archive does not count the signature behind it";
        Finding::new(&SIGNATURE_BEHIND, message)
    });
    Ok(wrong.into_iter().chain(behind).map(|it| it.in_file(bundle.name())).collect())
}
