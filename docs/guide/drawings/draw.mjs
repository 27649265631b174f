// Makes the guide's drawings of their texts: each *.dot here is an SVG of that name in ../src/drawings. With --check
// nothing is written, and the exit code is 1 when a drawing is not what is made of its text.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const here = new URL(".", import.meta.url);
const check = process.argv.includes("--check");
const graphviz = await Graphviz.load();
let stale = 0;
const names = (await readdir(here)).filter((name) => name.endsWith(".dot")).sort();
for (const name of names) {
  const text = await readFile(new URL(name, here), "utf8");
  // The comment names the version of Graphviz, which says nothing about the drawing.
  const svg = graphviz.dot(text, "svg").replace(/<!--[^]*?-->\s*/g, "");
  const file = new URL(`../src/drawings/${name.replace(/\.dot$/, ".svg")}`, here);
  if (!check) {
    await writeFile(file, svg);
  } else if ((await readFile(file, "utf8").catch(() => "")) !== svg) {
    console.error(`${fileURLToPath(file)}: node draw.mjs makes it anew`);
    stale += 1;
  }
}
console.log(`${names.length} drawings`);
process.exit(stale === 0 && names.length > 0 ? 0 : 1);
