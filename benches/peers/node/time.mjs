// What is the same for both libraries: the files, the clock, the loop.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.argv[2];

export const file = (name) => readFileSync(join(folder, name));

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

/** Calls `once` until the compiler is done with it, then times it; prints the medians of several rounds, in microseconds. */
export async function time(name, once) {
  // An entry point of a package is found everywhere, its package.json only beside it.
  const require = createRequire(import.meta.url);
  const entry = require.resolve(name);
  const at = entry.lastIndexOf(join("node_modules", name)) + join("node_modules", name).length;
  const { version } = JSON.parse(readFileSync(join(entry.slice(0, at), "package.json"), "utf8"));
  for (let round = 0; round < 200; round += 1) await once();
  const medians = [];
  for (let round = 0; round < 5; round += 1) {
    const times = [];
    for (let turn = 0; turn < 60; turn += 1) {
      const from = process.hrtime.bigint();
      await once();
      times.push(Number(process.hrtime.bigint() - from) / 1000);
    }
    medians.push(median(times));
  }
  console.log(JSON.stringify({ name, version, medians, runtime: `Node.js ${process.versions.node}` }));
}
