//! The generated members of `.dist-info`.

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_tree::Source;

use crate::{Error, Project};

/// All members but `RECORD`, relative to the folder.
pub(super) fn members(project: &Project) -> Result<FileMap, Error> {
    let mut files = project.dist_info.clone();
    add(&mut files, "METADATA", project.metadata.write())?;
    add(&mut files, "WHEEL", wheel_file(project))?;
    // A backend that has its own way with the file has put it there already.
    if let Some(entry_points) = &project.entry_points
        && files.get(&ArchivePath::new("entry_points.txt")?).is_none()
    {
        add(&mut files, "entry_points.txt", entry_points.write())?;
    }
    Ok(files)
}

fn add(files: &mut FileMap, name: &str, text: String) -> Result<(), Error> {
    let source = Source::Bytes(text.into_bytes().into());
    let origin = Origin::rule("generated for every wheel");
    files.add(ArchivePath::new(name)?, Entry { source, mode: Mode::Regular, origin })?;
    Ok(())
}

fn wheel_file(project: &Project) -> String {
    let mut text = format!(
        "Wheel-Version: 1.0\nGenerator: pyrel {} ({})\nRoot-Is-Purelib: true\n",
        env!("CARGO_PKG_VERSION"),
        project.rules.name
    );
    for tag in project.tags.expand() {
        text += &format!("Tag: {tag}\n");
    }
    text
}
