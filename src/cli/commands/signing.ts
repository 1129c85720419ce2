/** `ashiato signing …`: the keys that answers are signed with, and their replacement without a pause. */
import type { Command } from 'commander';
import { openKeyring } from '../../adapters/signing/keyring.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Keyring, PublicKey } from '../../ports/signing.ts';
import { print } from '../json.ts';
import { configWith } from '../options.ts';

type Options = { readonly data?: string; readonly json?: true; readonly in?: string };

export function signingCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const group = program.command('signing').description('keys that answers are signed with');
  const now = Math.floor(Date.now() / 1000);
  const open = (options: Options): Keyring => openKeyring(configWith(env, options).dataFolder, now);

  group
    .command('list')
    .description('the public keys, for whoever checks answers')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const keys = open(options).publicKeys();
      print(options, { keys }, keys.map(lineOf).join(''));
    });
  group
    .command('rotate')
    .description('make a successor; a running server signs with it when its time comes')
    .option('--in <minutes>', 'how long clients have to learn the new key before it signs', '60')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const minutes = /^\d{1,6}$/.test(options.in ?? '') ? Number(options.in) : 0;
      if (minutes < 1)
        throw new AshiatoError('E_USAGE', `"${options.in}" is no number of minutes`, {
          where: '--in',
          limit: '1 to 999999',
          next: 'Give clients time to fetch the new key: GET /v1/keys.',
        });
      const key = open(options).rotate(now + minutes * 60);
      print(options, key, lineOf(key));
    });
}

const lineOf = ({ keyId, publicKey, from, until }: PublicKey): string =>
  `${keyId} ${publicKey} signs from ${new Date(from * 1000).toISOString()}${until === null ? '' : ` until ${new Date(until * 1000).toISOString()}`}\n`;
