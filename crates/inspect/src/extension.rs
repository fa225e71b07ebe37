//! What the manifest of a bundle says, for whoever wants to know what the extension is.

use serde_json::Value;

/// What a manifest says of an extension. It may be that of anybody: what is not there or not of the
/// right kind is left out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ExtensionFacts {
    /// Its name for machines.
    pub name: Option<String>,
    /// Its name for people.
    pub display_name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The version of the format.
    pub manifest_version: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Who made it: name, address, page.
    pub author: Vec<String>,
    /// Its licence.
    pub license: Option<String>,
    /// Addresses by their keys: `homepage`, `repository` …
    pub addresses: Vec<(String, String)>,
    /// What its server is made with.
    pub server_type: Option<String>,
    /// The file that is run.
    pub entry_point: Option<String>,
    /// The command with its arguments.
    pub command: Vec<String>,
    /// Names of the variables that the command gets.
    pub variables: Vec<String>,
    /// The systems for which there are other commands.
    pub overrides: Vec<String>,
    /// The systems that it says to run on; none if it does not say.
    pub platforms: Vec<String>,
    /// The runtimes and hosts that it needs, with their ranges.
    pub runtimes: Vec<(String, String)>,
    /// Its tools.
    pub tools: Offer,
    /// Its prompts.
    pub prompts: Offer,
    /// What it asks of the user.
    pub settings: Vec<Setting>,
}

/// What an extension offers of one sort.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Offer {
    /// Names with descriptions.
    pub named: Vec<(String, Option<String>)>,
    /// Whether the server may have others when it runs.
    pub is_generated: bool,
}

/// What an extension asks of the user.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Setting {
    /// Its key.
    pub key: String,
    /// What it takes.
    pub kind: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Whether the extension does not work without it.
    pub is_required: bool,
    /// Whether it is kept as a secret.
    pub is_sensitive: bool,
    /// What counts if the user says nothing, as JSON.
    pub default: Option<String>,
}

/// Keys with an address, in the order in which they are told.
const ADDRESSES: [&str; 4] = ["homepage", "repository", "documentation", "support"];

impl ExtensionFacts {
    /// Reads what a manifest says.
    #[must_use]
    pub fn of(manifest: &Value) -> Self {
        let text = |key: &str| text(manifest.get(key));
        let server = manifest.get("server");
        let config = server.and_then(|server| server.get("mcp_config"));
        let compatibility = manifest.get("compatibility");
        let command = config.and_then(|config| self::text(config.get("command")));
        let args = strings(config.and_then(|config| config.get("args")));
        Self {
            name: text("name"),
            display_name: text("display_name"),
            version: text("version"),
            manifest_version: text("manifest_version").or_else(|| text("dxt_version")),
            description: text("description"),
            author: author(manifest.get("author")),
            license: text("license"),
            addresses: addresses(manifest),
            server_type: server.and_then(|server| self::text(server.get("type"))),
            entry_point: server.and_then(|server| self::text(server.get("entry_point"))),
            command: command.into_iter().chain(args).collect(),
            variables: keys(config.and_then(|config| config.get("env"))),
            overrides: keys(config.and_then(|config| config.get("platform_overrides"))),
            platforms: strings(compatibility.and_then(|it| it.get("platforms"))),
            runtimes: runtimes(compatibility),
            tools: Offer::of(manifest, "tools"),
            prompts: Offer::of(manifest, "prompts"),
            settings: settings(manifest.get("user_config")),
        }
    }
}

impl Offer {
    fn of(manifest: &Value, key: &str) -> Self {
        let items = manifest.get(key).and_then(Value::as_array);
        let named = items
            .into_iter()
            .flatten()
            .filter_map(|item| Some((text(item.get("name"))?, text(item.get("description")))));
        let generated = manifest.get(format!("{key}_generated")).and_then(Value::as_bool);
        Self { named: named.collect(), is_generated: generated.unwrap_or_default() }
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| text(Some(item))).collect()
}

fn keys(value: Option<&Value>) -> Vec<String> {
    let object = value.and_then(Value::as_object);
    object.map_or_else(Vec::new, |object| object.keys().cloned().collect())
}

fn author(value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    if let Some(name) = value.as_str() {
        return vec![name.to_owned()];
    }
    ["name", "email", "url"].iter().filter_map(|key| text(value.get(key))).collect()
}

fn addresses(manifest: &Value) -> Vec<(String, String)> {
    let address = |key: &&str| {
        let value = manifest.get(*key)?;
        let address = text(Some(value)).or_else(|| text(value.get("url")))?;
        Some(((*key).to_owned(), address))
    };
    ADDRESSES.iter().filter_map(address).collect()
}

/// Runtimes, and whatever else says which versions it works with.
fn runtimes(compatibility: Option<&Value>) -> Vec<(String, String)> {
    let Some(compatibility) = compatibility.and_then(Value::as_object) else { return Vec::new() };
    let runtimes = compatibility.get("runtimes").and_then(Value::as_object).into_iter().flatten();
    let hosts = compatibility.iter().filter(|(key, _)| *key != "runtimes");
    let ranges = runtimes.chain(hosts);
    ranges.filter_map(|(key, range)| Some((key.clone(), text(Some(range))?))).collect()
}

fn settings(value: Option<&Value>) -> Vec<Setting> {
    let Some(options) = value.and_then(Value::as_object) else { return Vec::new() };
    let is = |option: &Value, key: &str| option.get(key).and_then(Value::as_bool).unwrap_or(false);
    let settings = options.iter().map(|(key, option)| Setting {
        key: key.clone(),
        kind: text(option.get("type")),
        title: text(option.get("title")),
        is_required: is(option, "required"),
        is_sensitive: is(option, "sensitive"),
        default: option.get("default").map(Value::to_string),
    });
    settings.collect()
}
