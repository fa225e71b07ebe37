// Asks the reference tool for its verdicts and writes them down for the tests to compare with.
//
//   npm install --prefix DIR @anthropic-ai/mcpb@2.1.2
//   node mcpb_verdicts.mjs DIR [FOLDER…]
//
// `../data/manifests.jsonl`: whole manifests with the files beside them. Each FOLDER adds its
// subfolders with a `manifest.json` and its files `*.json`; what is there stays.
// `../data/edits.jsonl`: `[version, pointer, value, valid]`, a complete manifest with one value
// replaced, for every key and every type. `../data/formats.jsonl`: `[format, text, valid]`.

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [modules, ...folders] = process.argv.slice(2);
const tool = join(modules, "node_modules/@anthropic-ai/mcpb/dist");
const { validateManifest } = await import(pathToFileURL(join(tool, "node/validate.js")));
const { MANIFEST_SCHEMAS } = await import(pathToFileURL(join(tool, "shared/constants.js")));
const data = join(dirname(fileURLToPath(import.meta.url)), "../data");
console.log = console.error = () => {};

// The manifest lies in `bundle/`, so that `../` still is inside of what the test knows.
function verdict(manifest, files = {}) {
  const root = mkdtempSync(join(tmpdir(), "verdict-"));
  try {
    for (const [path, base64] of Object.entries({ ...files, "bundle/manifest.json": manifest.toString("base64") })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), Buffer.from(base64, "base64"));
    }
    return validateManifest(join(root, "bundle/manifest.json"));
  } finally {
    rmSync(root, { recursive: true });
  }
}

const lines = (name, rows) => writeFileSync(join(data, name), rows.map((row) => JSON.stringify(row) + "\n").join(""));

// ---- whole manifests ----

const cases = new Map();
function add(name, manifest, files = {}) {
  const text = manifest.toString("utf8");
  const same = Buffer.from(text, "utf8").equals(manifest);
  cases.set(name, { name, ...(same ? { text } : { base64: manifest.toString("base64") }), files });
}
try {
  for (const line of readFileSync(join(data, "manifests.jsonl"), "utf8").trim().split("\n")) {
    const { valid, ...rest } = JSON.parse(line);
    cases.set(rest.name, rest);
  }
} catch {}
for (const folder of folders) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      const files = {};
      for (const beside of readdirSync(path)) {
        if (beside !== "manifest.json") files[`bundle/${beside}`] = readFileSync(join(path, beside)).toString("base64");
      }
      add(name, readFileSync(join(path, "manifest.json")), files);
    } else if (name.endsWith(".json") && name !== "index.json") {
      add(`real_${name}`, readFileSync(path));
    }
  }
}

const base = (version) => ({
  manifest_version: version, name: "ext", version: "1.0.0", description: "d", author: { name: "a" },
  server: { type: "node", entry_point: "server/index.js", mcp_config: { command: "node", args: ["x"] } },
});
const png = Buffer.from("\x89PNG\r\n\x1a\n", "latin1").toString("base64");
const svg = Buffer.from("<svg/>").toString("base64");
const icon = (name, value, files) => add(`icon_${name}`, Buffer.from(JSON.stringify({ ...base("0.3"), icon: value })), files);
icon("png", "icon.png", { "bundle/icon.png": png });
icon("short", "icon.png", { "bundle/icon.png": Buffer.from("\x89PNG\r\n\x1a", "latin1").toString("base64") });
icon("empty_file", "icon.png", { "bundle/icon.png": "" });
icon("svg", "icon.svg", { "bundle/icon.svg": svg });
icon("above", "../out.png", { "out.png": png });
icon("above_missing", "../nowhere.png");
icon("above_and_back", "../bundle/icon.png", { "bundle/icon.png": png });
icon("through_missing_folder", "no/../icon.png", { "bundle/icon.png": png });
icon("dot", "./icon.png", { "bundle/icon.png": png });
icon("double_slash", "a//icon.png", { "bundle/a/icon.png": png });
icon("slash_behind", "icon.png/", { "bundle/icon.png": png });
icon("slash_dot_behind", "icon.png/.", { "bundle/icon.png": png });
icon("folder", "icons", { "bundle/icons/icon.png": png });
icon("here", ".");
icon("below_file", "icon.png/x", { "bundle/icon.png": png });
icon("case", "Icon.png", { "bundle/icon.png": png });
icon("blank", " ", {});
icon("backslash", "a\\icon.png", { "bundle/a/icon.png": png });
icon("absolute", "/etc/icon.png");
icon("drive", "C:\\i.png");
icon("remote", "https://example.com/i.png");
icon("remote_plain", "http://example.com/i.png");
icon("remote_upper", "HTTPS://example.com/i.png");
icon("remote_placeholder", "https://example.com/${__dirname}");
icon("placeholder", "${__dirname}/icon.png", { "bundle/icon.png": png });
icon("other_placeholder", "${HOME}/icon.png", { "bundle/${HOME}/icon.png": png });
icon("data", "data:image/png;base64,AAAA");
icon("nul", "icon.png\0", { "bundle/icon.png": png });
icon("unicode", "ä.png", { "bundle/ä.png": png });
icon("lone_surrogate", "\ud800.png");
icon("bad_manifest_too", 5);

const raw = (name, text) => add(`json_${name}`, Buffer.isBuffer(text) ? text : Buffer.from(text, "utf8"));
const good = JSON.stringify(base("0.3"));
const inside = (json) => good.slice(0, -1) + `,"_meta":{"a":{"b":${json}}}}`;
raw("bom", "\ufeff" + good);
raw("utf16le", Buffer.from(good, "utf16le"));
raw("utf16le_bom", Buffer.from("\ufeff" + good, "utf16le"));
raw("crlf", JSON.stringify(base("0.3"), null, 2).replaceAll("\n", "\r\n"));
raw("blanks", ` \t\r\n${good}\n\n`);
for (const [name, blank] of Object.entries({ nbsp: "\u00a0", formfeed: "\f", vt: "\v", nul: "\0", ls: "\u2028" })) raw(`blank_${name}`, good + blank);
raw("two_documents", good + good);
raw("only_blanks", " \n ");
raw("only_brace", "{");
for (const document of ["null", "true", "5", "[]", "\"x\"", "{}", `[${good}]`]) raw(`document_${document.slice(0, 6)}`, document);
const numbers = ["0", "-0", "00", "01", "-", "+1", "1.", ".5", "1.5", "1e5", "1E+5", "1e", "1e+", "1e999", "-1e999", "1e-999", "0x10", "1_000", "NaN", "Infinity", "-Infinity", "9".repeat(400)];
numbers.forEach((number, at) => raw(`number_${at}`, inside(number)));
const words = ["True", "nul", "undefined", "nullx", "truefalse", "'a'", "`a`", "a"];
words.forEach((word, at) => raw(`word_${at}`, inside(word)));
const strings = ["\\u0041", "\\uD83D\\uDE00", "\\ud800", "\\ud800\\u0041", "\\udc00\\ud800", "\\u12", "\\u12g4", "\\u+123", "\\x41", "\\'", "\\/", "\\b\\f\\n\\r\\t\\\\\\\"", "\n", "\t", "\0", "\x1f", "\x7f", "\u0085", "\u2028", "\u{1F600}", "\\", "\\u{41}", "\\\n"];
strings.forEach((string, at) => raw(`string_${at}`, inside(`"${string}"`)));
const structures = ["[1,]", "[,1]", "[1 2]", "[1,,2]", "[", "]", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}", "{\"a\":1 \"b\":2}", "{1:2}", "[}", "{]", "[]]", "// c\n1", "1 /* c */", "# c\n1", "{\"a\":1;\"b\":2}", "{\"a\":{\"b\":[{},[],[{}]]}}"];
structures.forEach((structure, at) => raw(`structure_${at}`, inside(structure)));
for (const byte of [0x80, 0xc0, 0xff, 0xe4]) raw(`byte_${byte}`, Buffer.concat([Buffer.from(good.slice(0, 40)), Buffer.from([byte]), Buffer.from(good.slice(40))]));
raw("surrogate_bytes", Buffer.from(inside('"@@@"')).fill(Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(inside('"@@@"')).indexOf("@@@"), Buffer.from(inside('"@@@"')).indexOf("@@@") + 3));
raw("deep_arrays", inside("[".repeat(20000) + "]".repeat(20000)));
raw("deep_objects", inside('{"a":'.repeat(20000) + "1" + "}".repeat(20000)));
raw("deep_unclosed", inside("[".repeat(20000)));
for (let at = 0; at < good.length; at += 9) raw(`cut_${at}`, good.slice(0, at));
raw("duplicate_last_good", `{"name":5,${good.slice(1)}`);
raw("duplicate_last_bad", `${good.slice(0, -1)},"name":5}`);
raw("duplicate_version", `{"manifest_version":"0.1",${good.slice(1, -1)},"icons":[]}`);
raw("duplicate_escaped", `${good.slice(0, -1)},"n\\u0061me":5}`);
raw("duplicate_nested", good.replace('"name":"a"', '"name":5,"name":"a"'));

const whole = (name, manifest) => add(`whole_${name}`, Buffer.from(JSON.stringify(manifest)));
const { manifest_version: _, ...unversioned } = base("0.3");
whole("no_version", unversioned);
for (const own of ["0.1", "0.2", "0.3", "0.4", "0.5", "1.0", "v0.3", "0.30", "latest", "", " 0.3", 0.3, 3, null, true, [], {}, "toString", "__proto__"]) {
  const tag = JSON.stringify(own).replaceAll(/\W/g, "_");
  whole(`manifest_version_${tag}`, { ...unversioned, manifest_version: own });
  whole(`dxt_version_${tag}`, { ...unversioned, dxt_version: own });
  whole(`both_${tag}_0_3`, { ...unversioned, manifest_version: own, dxt_version: "0.3" });
  whole(`both_0_3_${tag}`, { ...unversioned, manifest_version: "0.3", dxt_version: own });
}
for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
  const member = (value) => `${JSON.stringify(key)}:${value}`;
  raw(`key_root_${key}`, `${good.slice(0, -1)},${member("1")}}`);
  raw(`key_author_${key}`, good.replace('"author":{', `"author":{${member('{"name":"x"}')},`));
  raw(`key_proto_only_${key}`, good.replace('"name":"a"', member('{"name":"a"}')));
  raw(`key_user_config_${key}`, `${good.slice(0, -1)},"user_config":{${member("{}")}}}`);
  raw(`key_env_${key}`, good.replace('"args":', `"env":{${member("1")}},"args":`));
  raw(`key_meta_${key}`, `${good.slice(0, -1)},"_meta":{${member("1")}}}`);
}
for (const key of ["", "a/b", "a~1b", "0", "1", "ä", "a.b", "${x}", " "]) {
  const tag = Buffer.from(key).toString("hex");
  whole(`odd_setting_${tag}`, { ...base("0.3"), user_config: { [key]: { type: "string", title: "t", description: "d" } } });
  whole(`odd_bad_setting_${tag}`, { ...base("0.3"), user_config: { [key]: { type: "string", title: "t", descriptoin: "d" } } });
  whole(`odd_env_${tag}`, { ...base("0.3"), server: { ...base().server, mcp_config: { command: "x", env: { [key]: 1 } } } });
  whole(`odd_root_${tag}`, { ...base("0.3"), [key]: 1 });
}
whole("uv_without_config", { ...base("0.4"), server: { type: "uv", entry_point: "a.py" } });
whole("uv_null_config", { ...base("0.4"), server: { type: "uv", entry_point: "a.py", mcp_config: null } });
whole("uv_with_config", { ...base("0.4"), server: { ...base().server, type: "uv" } });
whole("long_name", { ...base("0.3"), name: "x".repeat(20000) });

lines("manifests.jsonl", [...cases.values()].map(({ name, text, base64, files }) => {
  const manifest = base64 === undefined ? Buffer.from(text, "utf8") : Buffer.from(base64, "base64");
  return { name, text, base64, files, valid: verdict(manifest, files) };
}));

// ---- one value replaced ----

// `../data/full.json` has every key of the newest version; older ones know fewer.
const newest = readFileSync(join(data, "full.json"), "utf8");
const full = (version) => {
  const manifest = { ...JSON.parse(newest), manifest_version: version, dxt_version: version };
  if (version < "0.2") delete manifest.privacy_policies;
  if (version < "0.3") for (const key of ["icons", "localization", "_meta"]) delete manifest[key];
  return manifest;
};
const ABSENT = "(absent)";
function pointers(value, at = "") {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.keys(value).flatMap((key) => pointers(value[key], `${at}/${key}`))];
}
function edited(version, pointer, value) {
  const manifest = full(version);
  const path = pointer.split("/").slice(1);
  const last = path.pop();
  const holder = path.reduce((node, key) => node[key], manifest);
  if (value !== ABSENT) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return manifest;
}
const kinds = [ABSENT, null, true, 1, 1.5, "", "x", [], ["x"], [1], {}, { x: "y" }, { x: {} }];
const edits = [];
const edit = (version, pointer, value) => {
  const valid = verdict(Buffer.from(JSON.stringify(edited(version, pointer, value))));
  edits.push([version, pointer, value, valid]);
};
for (const version of Object.keys(MANIFEST_SCHEMAS)) {
  edit(version, "/name", "n");
  const places = pointers(full(version)).filter((at) => at !== "");
  // All types at every place once, in the version where the place is newest or oldest.
  const own = places.filter((at) => version === "0.1" || (version === "0.2" && at.startsWith("/priv")) || (version === "0.3" && /^.(icons|local|_meta)/.test(at)));
  for (const place of own) for (const value of kinds) edit(version, place, value);
  for (const key of ["privacy_policies", "icons", "localization", "_meta"]) edit(version, `/${key}`, full("0.4")[key]);
  const holders = places.filter((at) => { const v = at.split("/").slice(1).reduce((n, k) => n[k], full(version)); return typeof v === "object" && !Array.isArray(v); });
  for (const holder of ["", ...holders]) edit(version, `${holder}/unknown`, "x");
  for (const type of ["python", "node", "binary", "uv", "Node", "ruby", "string", "number", "boolean", "directory", "file"]) {
    edit(version, "/server/type", type);
    edit(version, "/user_config/k/type", type);
  }
  for (const platform of ["darwin", "win32", "linux", "windows", "macos", "Linux"]) edit(version, "/compatibility/platforms", [platform, platform]);
}
for (const value of [["a", 1], ["a", "b"], [[]], [null], false, -1, 0]) edit("0.3", "/user_config/k/default", value);
for (const size of ["16", "16x", "x16", "16X16", "16x16 ", " 16x16", "16x16\n", "0x0", "٣x٣", "-1x1", "1.5x2", "16x16x16", "99999999999999999999x1"]) edit("0.3", "/icons/0/size", size);
for (const theme of [" ", "\n", "dark", "\u{1F600}"]) edit("0.3", "/icons/0/theme", theme);
for (const resources of ["${locale}", "${LOCALE}", "a/${Locale}/b", "$locale", "${ locale }", "{locale}", "${locale", "\n${locale}\n", "${LOCALE}${locale}", "${locaℓe}"]) edit("0.3", "/localization/resources", resources);
for (const locale of ["en", "en-US", "en_US", "e", "abcdefgh", "abcdefghi", "en-", "-en", "en--US", "en-abcdefgh-1-x", "en-abcdefghi", "EN", "12", "en-US\n", "ën", "en US"]) edit("0.3", "/localization/default_locale", locale);
lines("edits.jsonl", edits);

// ---- texts of a format ----

const emails = ["a@b.co", "a+b@c.co", "", "a", "@b.co", "a@", "a@b", "a@b.c", "a@b.c1", "a@b.co1", "a@b.CO", "A@B.CO", ".a@b.co", "a.@b.co", "a..b@c.co", "a.b@c.co", "a'@b.co", "'a@b.co", "a'b@c.co", "-a@b.co", "a-@b.co", "_@b.co", "+@b.co", "a@-b.co", "a@b-.co", "a@b--c.co", "a@b..co", "a@.b.co", "a@b.co.", "a@b_c.co", "a@b.c-d", "a@b.c-d.ef", "a@@b.co", "a@b@c.co", "a b@c.co", " a@b.co", "a@b.co ", "a@b.co\n", "\na@b.co", "ä@b.co", "a@ä.co", "a@b.cö", "a@b.xn--p1ai", "a@1.co", "a@1.2.3.4", "a@[1.2.3.4]", "\"a\"@b.co", "a!b@c.co", "a/b@c.co", "a%b@c.co", "a,b@c.co", "a@b,c.co", "ſ@b.co", "a@b.ſſ", "a@b.KK", "K@b.co", "a\ud800@b.co", "<a@b.co>", "mailto:a@b.co", "...@b.co", "-@b.co", "'@b.co", "a@b.co..", "a@b.c..d"];
const urls = ["", " ", "x", "x:", "x:y", ":", "://", "//x.com", "/x", "?x", "#x", "example.com", "www.example.com/x", "localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:80", "http", "http:", "http:/", "http://", "http:///", "http://x", "http:x", "http:/x", "http:///x", "http:////x", "HTTP://X", "hTtp://x", "https://x.com", " https://x.com ", "\thttps://x.com\n", "ht\ntps://x.com", "https://x .com", "https://a b", "https://a%20b", "https://a%41", "https://%zz", "https://a<b", "https://a>b", "https://a^b", "https://a|b", "https://a`b", "https://a{b}", "https://a\"b", "https://a'b", "https://a\\b", "https:\\\\a\\b", "https://a#b c", "https://a?b c", "https://a/b c", "https://a/%", "https://a/\ud800", "https://\ud800", "https://a:80", "https://a:", "https://a:0", "https://a:65535", "https://a:65536", "https://a:x", "https://a:-1", "https://a: 80", "https://a:8 0", "https://a:00000000080", "https://:80", "https://@", "https://@a", "https://u@a", "https://u:p@a", "https://u:p:q@a", "https://u@p@a", "https://u@", "https://u@:80", "https://[::1]", "https://[::1", "https://::1", "https://[::1]:80", "https://[::1]x", "https://[::g]", "https://[1:2:3:4:5:6:7:8]", "https://[1:2:3:4:5:6:7:8:9]", "https://[::1.2.3.4]", "https://[::1.2.3]", "https://[::1%25eth0]", "https://[v1.x]", "https://1", "https://1.2", "https://1.2.3.4", "https://1.2.3.4.5", "https://1.2.3.256", "https://256", "https://256.256.256.256", "https://4294967295", "https://4294967296", "https://0x1", "https://0xg", "https://0x", "https://08", "https://1.2.3.08", "https://a.1", "https://a.1.", "https://1.a", "https://a.0x", "https://a.0x1", "https://1.2.3.4.", "https://1..2", "https://.", "https://..", "https://a.", "https://a..", "https://a..b", "https://.a", "https://-a", "https://a-", "https://a_b", "https://_", "https://*", "https://a*b", "https://a,b", "https://a!b", "https://a$b", "https://a&b", "https://a(b)", "https://a+b", "https://a;b", "https://a=b", "https://a~b", "https://ä.de", "https://ÄÖ.de", "https://例え.jp", "https://☃.net", "https://😀.com", "https://faß.de", "https://a\u00adb", "https://\u00ad", "https://a\u200bb", "https://a\u200db", "https://a\u3002b", "https://a\uff0eb", "https://\uff41", "https://a\uff05b", "https://a\ufffd", "https://a\u0000b", "https://a\u0001b", "https://a\u007fb", "https://a\u0080b", "https://xn--", "https://xn--a", "https://xn--ls8h.la", "https://xn--a-ecp.ru", "https://xn--0", "https://xn--zca", "https://XN--ZCA.de", "https://ab--cd", "https://" + "a".repeat(63) + ".b", "https://" + "a".repeat(64) + ".b", "https://" + "a.".repeat(150) + "b", "https://\u05d0a", "https://a\u05d0", "https://\u05d01", "https://a\u0300", "https://\u0300a", "https://≠", "https://a≠b", "https://⒈com", "https://℡.com", "https://a／b", "https://a？b", "https://a：80", "https://a＃b", "https://a＠b", "https://١", "https://a.١", "file:", "file:x", "file:/x", "file://x", "file:///x", "file://x:80/y", "file://u@x", "file:///c:/x", "file://c:/x", "file:c:\\x", "file://[::1]/x", "file://a b", "c:\\x", "C:/x", "c:", "javascript:alert(1)", "javascript:", "data:,x", "data:image/png;base64,AA", "mailto:a@b.co", "mailto:", "tel:1", "github:a/b", "git@github.com:a/b.git", "git://github.com/a", "git+https://github.com/a", "git+ssh://git@github.com:a/b.git", "git+ssh://git@github.com/a", "ssh://git@github.com:a/b", "ssh://git@github.com:22/b", "ssh://a b", "ssh://a%20b", "ssh://[::1", "ssh://a<b", "ssh://a^b", "ssh://a|b", "ssh://", "ssh:///x", "ssh://:22", "ssh://u@", "ssh://u@:22", "ssh://a:99999", "ssh://ä", "ssh://%", "ssh://a\u0000", "ssh://a\ttab", "urn:isbn:1", "urn:", "about:blank", "blob:https://a/x", "blob:x", "ws://a", "wss://a:443", "ftp://a", "ftp://", "ftp:a", "a+b:c", "a.b:c", "a-b:c", "a_b:c", "1a:b", "a1:b", "-a:b", "+a:b", "ä:b", "a%:b", "a b:c", "x://@", "x://@/y", "x://u@", "x:y://@", "x:/y://@", "x://u@h", "x://u@h@", "x://h:\\y", "x://h:1\\y", "x://u\\v@h", "x://h/\\y", "https://a\\b@", "ssh://@", "ssh\n://@ ", "x://", "x:///", "x://a", "x://a b", "x://a:b", "x://[", "x://[]", "x:[", "x:/a b", "x:a b", "x: ", "x:%", "https://example.com/a/../b", "https://example.com:443/?q=1#f", "https://user@example.com", "https://example.com.", "${HOME}", "https://${x}", "https://a/${x}", "{{ url }}", "https://{{host}}", "\u0000https://a", "\u001fhttps://a\u001f", "\u00a0https://a", "\ufeffhttps://a", "\u2028https://a", "https:// a", "https://a /", "https://a\u00a0b", "https://a\u3000b", "https://a\nb", "https://a\rb"];
const only = (schema, text) => schema.safeParse(text).success;
const { author, homepage } = { author: MANIFEST_SCHEMAS["0.4"]._def.schema.shape.author, homepage: MANIFEST_SCHEMAS["0.4"]._def.schema.shape.homepage };
lines("formats.jsonl", [
  ...emails.map((text) => ["email", text, only(author.shape.email, text)]),
  ...urls.map((text) => ["uri", text, only(homepage, text)]),
]);
