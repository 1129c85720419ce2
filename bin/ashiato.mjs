#!/usr/bin/env node
// Plain JavaScript that any Node can read: finds a Node that can run Ashiato, then runs it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = [24, 15];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  // What was compiled once is kept beside the system's temporary files: the next start takes half the time.
  module.enableCompileCache?.();
  // A checkout runs unbuilt; a package ships what tsc made of it, as Node strips no types below node_modules.
  const source = join(root, 'src', 'main.ts');
  const unbuilt = existsSync(source) && !root.split(/[\\/]/).includes('node_modules');
  await import(pathToFileURL(unbuilt ? source : join(root, 'dist', 'main.js')).href);
} else {
  const runtime = bundledNode();
  if (runtime === null) {
    process.stderr.write(
      `E_NODE_VERSION: Ashiato needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}, and no bundled runtime was found.\n` +
        'Next: install Node 24 from https://nodejs.org, or run "npm ci" in the checkout without --omit=optional.\n',
    );
    process.exitCode = 3;
  } else {
    await runWith(runtime);
  }
}

/** Who stops this process stops the one that works: a server left behind would keep its store locked. */
async function runWith(runtime) {
  let child;
  // Before there is one: whoever hears that it is ready may stop this process in the same moment.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal interrupts both: passed on, the second would cut off what the first began.
  process.on('SIGINT', () => {});
  child = spawn(runtime, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = await new Promise((done) => {
    child.on('error', () => done(1));
    child.on('exit', (code) => done(code ?? 1));
  });
}

/** The runtime that the checkout carries as platform-tagged optional packages. */
function bundledNode() {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // Not installed for this platform: try the next name.
    }
  }
  return null;
}
