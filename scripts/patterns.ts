/** Writes docs/patterns.md from the detectors' cards: `node scripts/patterns.ts`. A test holds the page to them. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTORS } from '../src/core/patterns/detectors.ts';

const ROOT = join(import.meta.dirname, '..');

const INTRODUCTION = `# Patterns: which questions are asked of a trace

One file a detector, below \`src/core/patterns\` (clusters: \`src/core/attribution\`). Each is a pure function with a card:
question, definition with its numbers, source, who does the same honestly, cost. \`src/core/patterns/detectors.ts\` lists
the cards; this page is written from them by \`node scripts/patterns.ts\`.

| asked by | of what |
|---|---|
| \`ashiato trace\`, \`ashiato scan\` | \`swap/…\`, \`lending/carry\`, \`bridge/…\` as readings that carry taint on ([cross-chain](cross-chain.md)) |
| \`ashiato explain\`, the case page | everything else, on the branches of recorded and kept traces that meet the address ([explain](explain.md)) |
| \`ashiato demix\` | \`tornado/…\`, and \`typology/mixer-prefunding\` for the pool whose events are given ([attribution](attribution.md)) |
| \`ashiato explain\` with a table of volumes (\`ASHIATO_VOLUMES\`: CSV with \`chain,asset,volume_usd\`, \`native\` for a chain’s own coin) | \`bridge/obscure-detour\` |
| \`ashiato explain\`, once traces of three thefts that the facts do not name are kept here | \`typology/route-avoidance\` |

How often they are right: [scorecard](scorecard.md). A finding is a likeness, never guilt; its strength (0–1) says how far
to believe the likeness. Detectors of swaps, addresses and tokens that pretend (\`spoof/…\`) only name them: what
strangers send carries no taint by the kernel's own rule.
`;

/** The page, from the cards as they stand. */
export function patternsPage(): string {
  const files = globSync('src/core/{patterns,attribution}/**/*.ts', { cwd: ROOT })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  const rows = DETECTORS.map(({ id, question, innocent, cost }) => {
    const file = files.find(({ text }) => text.includes(`id: '${id}'`))?.path.replaceAll('\\', '/') ?? '';
    const name = file.replace(/^src\/core\/(patterns\/)?/, '');
    return `| \`${id}\` | ${question} | ${innocent} | ${cost} | [${name}](../${file}) |`;
  });
  return [
    INTRODUCTION,
    '| detector | question | the same for honest reasons | cost | file |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs', 'patterns.md'), patternsPage());
