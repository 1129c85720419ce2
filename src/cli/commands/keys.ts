/** `ashiato keys`: who may ask a server that others reach. */
import type { Command } from 'commander';
import { addKey, revokeKey } from '../../app/screening/api-keys.ts';
import { LOCAL_TENANT } from '../../app/screening/screen.ts';
import { composeKeyCabinet } from '../../compose/base.ts';
import { formatInstant } from '../../core/trace/request.ts';
import { SCOPES } from '../../ports/key-cabinet.ts';
import { print, toJson } from '../json.ts';
import { configWith } from '../options.ts';

type Options = { data?: string; json?: true };
type AddOptions = Options & { scope?: string[]; tenant: string; perSecond: string };

export function keysCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const keys = program.command('keys').description('keys of the API: who may ask what, how often');
  const cabinetOf = (options: Options) => composeKeyCabinet(configWith(env, options));
  const now = (): number => Math.floor(Date.now() / 1000);

  keys
    .command('add <name>')
    .description('make a key; it is shown once')
    .option('--scope <scope...>', `${SCOPES.join(', ')} (default: screen)`)
    .option('--tenant <name>', 'whose answers and alerts these are', LOCAL_TENANT)
    .option('--per-second <n>', 'questions a second; a batch counts its items', '500')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((name: string, options: AddOptions) => {
      const { key, text } = addKey(
        cabinetOf(options),
        {
          name,
          tenant: options.tenant,
          scopes: options.scope ?? ['screen'],
          perSecond: Number(options.perSecond),
        },
        now(),
      );
      const { hash: _, ...shown } = key;
      process.stdout.write(
        options.json
          ? toJson({ ...shown, key: text })
          : `${text}\n\nKey ${key.id} for ${key.name}: ${key.scopes.join(', ')}, ${key.perSecond} questions a second.\n` +
              'It is kept nowhere and cannot be shown again. From now on every screening request needs a key.\n' +
              'Next: send it as "Authorization: Bearer <key>".\n',
      );
    });

  keys
    .command('list')
    .description('list keys, without their text')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const rows = cabinetOf(options)
        .read()
        .map(({ hash: _, ...shown }) => shown);
      if (options.json) process.stdout.write(toJson({ keys: rows }));
      else if (rows.length === 0)
        process.stdout.write(
          'There is no key. On this machine none is needed; "ashiato keys add" makes one.\n',
        );
      else
        for (const { id, name, tenant, scopes, perSecond, createdAt, revokedAt } of rows)
          process.stdout.write(
            `${id}  ${name}  ${tenant}  ${scopes.join(',')}  ${perSecond}/s  ${formatInstant(createdAt)}${revokedAt === null ? '' : `  revoked ${formatInstant(revokedAt)}`}\n`,
          );
    });

  keys
    .command('revoke <id>')
    .description('take a key back; a running server follows within a second')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((id: string, options: Options) => {
      const key = revokeKey(cabinetOf(options), id, now());
      const { hash: _, ...shown } = key;
      print(options, shown, `Key ${key.id} for ${key.name} is revoked.\n`);
    });
}
