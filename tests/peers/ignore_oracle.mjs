// What npm's `ignore` says: cases on standard input, verdicts on standard output, both JSON.
// Run by glob_oracle.py in a folder whose node_modules hold `ignore` 7.0.16.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.cwd() + "/");
const ignore = require("ignore");

const { lists, files, folders } = JSON.parse(readFileSync(0, "utf8"));
const answers = lists.map((lines) => {
  const rules = ignore().add(lines);
  return [...files.filter((path) => rules.ignores(path)),
          ...folders.filter((path) => rules.ignores(path + "/"))];
});
process.stdout.write(JSON.stringify(answers));
