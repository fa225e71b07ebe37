//! Licence classifiers, as poetry finds them for an SPDX identifier or a licence's full name.

use pyrel_pep::license::{KnownLicense, known_license};

/// What becomes of a licence that is no expression.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct License {
    /// The value of `License`.
    pub text: String,
    /// Its classifier.
    pub classifier: String,
}

/// Classifiers for the identifiers that poetry has one for; those of the first four are not
/// approved by the OSI.
const NAMES: &[(&[&str], &str)] = &[
    (&["Aladdin"], "Aladdin Free Public License (AFPL)"),
    (&["CC0-1.0"], "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication"),
    (&["CECILL-B"], "CeCILL-B Free Software License Agreement (CECILL-B)"),
    (&["CECILL-C"], "CeCILL-C Free Software License Agreement (CECILL-C)"),
    (&["NPL-1.0", "NPL-1.1"], "Netscape Public License (NPL)"),
    (&["AFL-1.1", "AFL-1.2", "AFL-2.0", "AFL-2.1", "AFL-3.0"], "Academic Free License (AFL)"),
    (&["Apache-1.1", "Apache-2.0"], "Apache Software License"),
    (&["APSL-1.1", "APSL-1.2", "APSL-2.0"], "Apple Public Source License"),
    (&["Artistic-1.0", "Artistic-2.0"], "Artistic License"),
    (&["AAL"], "Attribution Assurance License"),
    (&["AGPL-3.0", "AGPL-3.0-only"], "GNU Affero General Public License v3"),
    (&["AGPL-3.0-or-later"], "GNU Affero General Public License v3 or later (AGPLv3+)"),
    (&["BSL-1.0"], "Boost Software License 1.0 (BSL-1.0)"),
    (&["BSD-2-Clause", "BSD-3-Clause"], "BSD License"),
    (&["CDDL-1.0"], "Common Development and Distribution License 1.0 (CDDL-1.0)"),
    (&["CECILL-2.1"], "CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)"),
    (&["CPL-1.0"], "Common Public License"),
    (&["EPL-1.0"], "Eclipse Public License 1.0 (EPL-1.0)"),
    (&["EPL-2.0"], "Eclipse Public License 2.0 (EPL-2.0)"),
    (&["EFL-1.0", "EFL-2.0"], "Eiffel Forum License"),
    (&["EUPL-1.1"], "European Union Public Licence 1.1 (EUPL 1.1)"),
    (&["EUPL-1.2"], "European Union Public Licence 1.2 (EUPL 1.2)"),
    (&["GPL-2.0", "GPL-2.0-only"], "GNU General Public License v2 (GPLv2)"),
    (&["GPL-2.0+", "GPL-2.0-or-later"], "GNU General Public License v2 or later (GPLv2+)"),
    (&["GPL-3.0", "GPL-3.0-only"], "GNU General Public License v3 (GPLv3)"),
    (&["GPL-3.0+", "GPL-3.0-or-later"], "GNU General Public License v3 or later (GPLv3+)"),
    (&["LGPL-2.0", "LGPL-2.0-only"], "GNU Lesser General Public License v2 (LGPLv2)"),
    (
        &["LGPL-2.0+", "LGPL-2.0-or-later"],
        "GNU Lesser General Public License v2 or later (LGPLv2+)",
    ),
    (&["LGPL-3.0", "LGPL-3.0-only"], "GNU Lesser General Public License v3 (LGPLv3)"),
    (
        &["LGPL-3.0+", "LGPL-3.0-or-later"],
        "GNU Lesser General Public License v3 or later (LGPLv3+)",
    ),
    (&["MPL-1.0"], "Mozilla Public License 1.0 (MPL)"),
    (&["MPL-1.1"], "Mozilla Public License 1.1 (MPL 1.1)"),
    (&["W3C"], "W3C License"),
    (&["ZPL-2.0", "ZPL-2.1"], "Zope Public License"),
];

/// Licences that have been approved by the OSI without poetry having heard of it.
const UNHEARD: &[&str] = &["CNRI-Python-GPL-Compatible", "Python-2.0.1", "curl"];

/// Licences that have a classifier by their full name only.
const BY_FULL_NAME: &[&str] = &["MIT", "Nokia"];

impl License {
    /// What poetry makes of the text of a licence: that of an SPDX licence it knows, or the text
    /// itself.
    pub(super) fn of(text: &str) -> Self {
        let proprietary = |text: &str| Self {
            text: text.to_owned(),
            classifier: "License :: Other/Proprietary License".to_owned(),
        };
        match known_license(text) {
            Some(known) => Self { text: known.id.to_owned(), classifier: classifier(&known) },
            None if text.eq_ignore_ascii_case("proprietary") => proprietary("Proprietary"),
            None => proprietary(text),
        }
    }
}

fn classifier(known: &KnownLicense) -> String {
    let approved = known.is_osi_approved && !UNHEARD.contains(&known.id);
    let named = NAMES.iter().find(|(ids, _)| ids.contains(&known.id)).map(|(_, name)| *name);
    let name = named.or_else(|| BY_FULL_NAME.contains(&known.id).then_some(known.full_name));
    let name = name.or((!approved).then_some("Other/Proprietary License"));
    let parts = ["License"].into_iter().chain(approved.then_some("OSI Approved")).chain(name);
    parts.collect::<Vec<_>>().join(" :: ")
}
