/** The facts: whole, well-formed, and never a victim or an exchange among the seeds. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadIncidents, readIncidentsTable } from '../src/adapters/facts/incidents.ts';
import { incidentSchema } from '../src/contract/trace.ts';
import { isSeedRole } from '../src/core/attribution/roles.ts';
import { parseAddress, toChecksum } from '../src/core/model/address.ts';
import { type Chain, getChain } from '../src/core/model/chain.ts';
import { AshiatoError } from '../src/core/model/errors.ts';

const FACTS = join(import.meta.dirname, '..', 'facts');
const incidents = loadIncidents(FACTS);
const table = readIncidentsTable(FACTS);

test('all 181 incidents fit the contract, and 177 count towards the total', () => {
  assert.equal(incidents.length, 181);
  for (const incident of incidents) incidentSchema.parse(incident);
  assert.equal(incidents.filter((incident) => incident.includedInTotal).length, 177);
});

test('amounts keep the digits of the source, and an unknown loss stays unknown', () => {
  const bybit = incidents.find((incident) => incident.id === 'bybit-2025')!;
  assert.deepEqual(
    bybit.assets.map(({ amount, unit }) => `${amount} ${unit}`),
    ['401346.77 ETH', '90375 stETH', '15000 cmETH', '8000 mETH'],
  );
  assert.equal(incidents.filter((incident) => incident.lossUsd === null).length, 2);
  assert.deepEqual(
    incidents.filter((incident) => incident.lossUsd === '0').map(({ id }) => id),
    ['debridge-2022'],
    'an attempt that failed',
  );
  assert.ok(incidents.every((incident) => incident.sources.length > 0));
});

test('every role is judged: wallets of victims, exchanges, keys taken and funds returned are never seeds', () => {
  const roles = [
    ...new Set(table.incidents.flatMap((row) => row.theft_addresses.map(({ role }) => role))),
  ].sort();
  assert.deepEqual(
    { seeds: roles.filter(isSeedRole), others: roles.filter((role) => !isSeedRole(role)) },
    {
      seeds: [
        'bridge_input',
        'bridge_output',
        'consolidation',
        'direct_theft',
        'exploiter_eoa',
        'fbi_listed',
        'first_split',
        'holding',
        'insider_wallet',
        'intermediary',
        'labelled_attacker',
        'laundering',
        'mixer_depositor',
        'mixer_intermediary',
        'tranche',
      ],
      others: [
        'cashout',
        'cex_deposit',
        'cex_intermediary',
        'cex_withdrawal',
        'commingling',
        'compromised_signer',
        'frozen',
        'funding',
        'listed_by_source',
        'malicious_contract',
        'mixer_relayer',
        'mixer_withdrawal',
        'recovery',
        'seized',
        'test_wallet',
        'theft_caller',
        'victim_wallet',
      ],
    },
  );
  assert.equal(isSeedRole('a role nobody has thought of'), false);
});

test('every theft address on a supported chain is valid and in its display spelling', () => {
  const chains: Readonly<Record<string, Chain>> = {
    bitcoin: getChain('bip122:000000000019d6689c085ae165831e93'),
    tron: getChain('tron:0x2b6653dc'),
    ...Object.fromEntries(
      [
        'ethereum',
        'bsc',
        'polygon',
        'arbitrum',
        'blast',
        'optimism',
        'fantom',
        'avalanche',
        'base',
        'zksync',
      ].map((name) => [name, getChain('eip155:1')]),
    ),
  };
  let checked = 0;
  for (const { chain: name, address } of table.incidents.flatMap((row) => row.theft_addresses)) {
    const chain = chains[name];
    if (chain === undefined) continue;
    const canonical = parseAddress(chain, address);
    assert.equal(chain.family === 'evm' ? toChecksum(canonical) : canonical, address);
    checked += 1;
  }
  assert.equal(checked, 508);
});

test('every table is JSON with a schema version, and facts/README.md says what it holds', () => {
  const files = readdirSync(FACTS).filter((file) => file.endsWith('.json'));
  const page = readFileSync(join(FACTS, 'README.md'), 'utf8');
  for (const file of files) {
    assert.ok(page.includes(`\`${file}\``), file);
    assert.equal(
      (JSON.parse(readFileSync(join(FACTS, file), 'utf8')) as { schema_version: unknown }).schema_version,
      1,
      file,
    );
  }
});

test('a malformed table is refused with its file and the path of the value', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-facts-'));
  const write = (change: (row: Record<string, unknown>) => void): void => {
    const copy = structuredClone(table) as unknown as { incidents: Record<string, unknown>[] };
    change(copy.incidents[3]!);
    writeFileSync(join(folder, 'incidents.json'), JSON.stringify(copy));
  };
  const refused = (where: RegExp): void =>
    assert.throws(
      () => loadIncidents(folder),
      (error) => {
        assert.ok(error instanceof AshiatoError);
        assert.equal(error.code, 'E_FACTS');
        assert.match(error.where ?? '', where);
        return true;
      },
    );
  try {
    refused(/incidents\.json/);
    write((row) => {
      row.date_utc = 'spring';
    });
    refused(/incidents\.json incidents\.3\.date_utc/);
    write((row) => {
      row.sources = ['NOBODY'];
    });
    refused(/incidents\.3\.sources\.0/);
    write((row) => {
      row.id = table.incidents[0]!.id;
    });
    refused(/incidents\.3\.id/);
    write((row) => {
      row.losss = 1;
    });
    refused(/incidents\.3/);
    writeFileSync(join(folder, 'incidents.json'), '[');
    refused(/incidents\.json/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
