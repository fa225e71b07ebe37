//! What an unpacked sdist says of itself, where only running code would tell it.

use pyrel_tree::SourceTree;

use super::distribution::Distribution;
use crate::Error;
use crate::pkg_info::{FILE, PkgInfo};
use crate::pyproject::Located;

/// Takes the name and the version that `setup.py` computes from the sdist's own metadata. All else
/// that code tells is dynamic there, so that nothing can be taken for it.
pub(crate) fn fill(tree: &SourceTree, said: &mut Distribution) -> Result<(), Error> {
    let wanted = ["name", "version"].map(|keyword| said.unproved.contains_key(keyword));
    if wanted == [false, false] {
        return Ok(());
    }
    let Some(info) = PkgInfo::read(tree)? else { return Ok(()) };
    if said.name.as_ref().is_some_and(|name| !info.is_of(&name.value)) {
        return Ok(());
    }
    let location = said.place.clone();
    if let [true, _] = wanted {
        said.notes.push(format!("the name is from `{FILE}`"));
        said.name = Some(Located { value: info.name.clone(), location: location.clone() });
        said.settle("name");
    }
    if let [_, true] = wanted {
        said.notes.push(info.note());
        said.version = Some(Located { value: info.version.clone(), location });
        said.version_from = None;
        said.settle("version");
    }
    Ok(())
}
