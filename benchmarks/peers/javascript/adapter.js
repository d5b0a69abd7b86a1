// The JavaScript side of benchmarks/peers/adapter.py: told a job, then told to run it for a while.
"use strict";

const readline = require("node:readline");

/**
 * Answer on standard output until the input ends.
 *
 * `prepare` takes a job and returns `work`, which is timed and may be asynchronous, and `read`,
 * which reads from its answer what each line saves, in groszy.
 */
async function serve(prepare) {
  const lines = readline.createInterface({ input: process.stdin });
  let engine = null;
  for await (const line of lines) {
    if (engine === null) {
      engine = await prepare(JSON.parse(line));
      say({ saved: engine.read(await engine.work()) });
    } else {
      say({ us: await microseconds(engine.work, BigInt(line) * 1_000_000n) });
    }
  }
}

async function microseconds(work, stretch) {
  const start = process.hrtime.bigint();
  for (let count = 1; ; count += 1) {
    const answer = work();
    // Awaiting what is no promise would be charged to an engine that answers at once.
    if (answer instanceof Promise) await answer;
    const spent = process.hrtime.bigint() - start;
    if (spent >= stretch) return Number(spent) / count / 1000;
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

module.exports = { serve };
