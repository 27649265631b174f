// Runs a program that was built for wasm32-wasip1, and ends with its exit code: `node run.mjs FILE.wasm`. It gets a
// clock and random numbers, which each WASI host has, and neither files nor the environment.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("node run.mjs FILE.wasm");
  process.exit(2);
}
const wasi = new WASI({ version: "preview1", args: [file], returnOnExit: true });
const { instance } = await WebAssembly.instantiate(await readFile(file), wasi.getImportObject());
process.exit(wasi.start(instance));
