//! Images and figures.

use super::run::Call;
use super::spec::Directive;
use crate::problem::Kind;
use crate::rst::document::{Document, Place};
use crate::rst::names::{Destination, Origin};
use crate::rst::node::Node;
use crate::text::{escaped, strip};

impl Document {
    pub(super) fn image_or_figure(
        &mut self,
        directive: Directive,
        call: Call<'_, '_>,
    ) -> Vec<Node> {
        self.shown();
        if directive == Directive::Image {
            self.image(call, &["left", "center", "right"], "");
        } else {
            self.figure(call);
        }
        vec![Node::Other]
    }

    fn figure(&mut self, call: Call<'_, '_>) {
        self.image(call, &[], "");
        if let Some(name) = call.block.options.get("figname") {
            let name = name.as_deref().unwrap_or_default();
            self.declare(name, Origin::Explicit, Destination::Here, call.line);
        }
        let nodes = self.nested(&call.block.content, Place::Loose);
        let caption =
            nodes.iter().find(|node| !matches!(node, Node::Target { .. } | Node::Pending));
        if caption
            .is_some_and(|node| !matches!(node, Node::Paragraph | Node::Comment { empty: true }))
        {
            let message = "Figure caption must be a paragraph or empty comment.";
            self.report(Kind::Directive, call.line, message);
        }
    }

    /// Checks an image that may be aligned in some ways; any way has been looked at if none is given.
    pub(super) fn image(&mut self, call: Call<'_, '_>, aligned: &[&str], context: &str) {
        let align = call.block.option("align").map(|align| strip(&align.to_lowercase()).to_owned());
        if let Some(align) =
            align.filter(|align| !aligned.is_empty() && !aligned.contains(&align.as_str()))
        {
            let message = format!(
                "Error in \"{}\" directive: \"{align}\" is not a valid value for the \"align\" \
                 option{context}.  Valid values for \"align\" are: \"{}\".",
                call.name,
                aligned.join("\", \"")
            );
            self.report(Kind::Directive, call.line, message);
        }
        if let Some(target) = call.block.option("target") {
            let lines: Vec<_> = target.lines().map(escaped).collect();
            if let Destination::Name(name) = Destination::of(&lines) {
                self.names.refer(&name, call.line);
            }
        }
        if call
            .block
            .option("loading")
            .is_some_and(|loading| strip(&loading.to_lowercase()) == "embed")
        {
            let message = format!("Cannot embed image \"{}\":", call.block.argument());
            self.report(Kind::Directive, call.line, message);
        }
        self.named(call);
    }
}
