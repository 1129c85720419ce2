/** `ashiato register …`: what is under watch, what was reversed, what a hold asks for, and how to forget. */
import type { Command } from 'commander';
import { erase, type Registered, register, rescreen } from '../../app/screening/register.ts';
import { LOCAL_TENANT } from '../../app/screening/screen.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Asked, guessSubject, parseSubject, type Question } from '../../core/screening/subject.ts';
import { decisionToText } from '../decision-text.ts';
import { print } from '../json.ts';
import { configWith } from '../options.ts';
import { alertToText, taskToText } from '../register-text.ts';
import { withRegister } from '../with-screening.ts';

type Data = { readonly data?: string; readonly json?: true; readonly tenant?: string };

/** What a text is meant for; whoever is called M23 must be found, and forgotten, too. */
type Meant = { readonly chain?: string; readonly name?: true };

const subjectOf = (what: string, { chain, name }: Meant): Asked =>
  name === true ? { type: 'name', name: what, births: [], countries: [] } : guessSubject(what, chain ?? null);

const KINDS: readonly Registered['kind'][] = ['transfer', 'withdrawal', 'watch'];

export function registerCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const group = program
    .command('register')
    .description('transfers and watched subjects, alerts, tasks, erasure');
  const withData = (command: Command): Command =>
    command
      .option('--json', 'print JSON')
      .option('--data <folder>', 'data folder')
      .option('--tenant <id>', 'whose rows, as in "keys add --tenant"', LOCAL_TENANT);

  withData(group.command('add'))
    .description('screen a transfer, a withdrawal or a subject, and keep it under watch')
    .argument('<kind>', 'transfer, withdrawal or watch')
    .argument('<what>', 'an address, a transaction or a name')
    .requiredOption('--reference <id>', 'your own name for it')
    .option('--chain <chain>', 'the chain of the payment')
    .option('--name', 'what is given is a name, whatever it looks like')
    .action(async (kind: string, what: string, options: Data & Meant & { readonly reference: string }) => {
      const known = KINDS.find((each) => each === kind);
      if (known === undefined) throw unknownKind(kind);
      const question: Question = {
        subject: subjectOf(what, options),
        direction: known === 'withdrawal' ? 'withdrawal' : 'deposit',
        payment: null,
        asOf: null,
      };
      await withRegister(configWith(env, options), async ({ screening }, store) => {
        const tenant = options.tenant ?? LOCAL_TENANT;
        const { subject, findings } = await screening.findOne(question, tenant);
        const decision = { subject, ...findings };
        const row = await register(
          store.screening,
          { tenant, kind: known, reference: options.reference },
          { question, decision },
        );
        print(
          options,
          { id: row.id, decision },
          `${decisionToText(decision)}registered as ${row.id.slice(0, 16)}\n`,
        );
      });
    });

  withData(group.command('rescreen'))
    .description('ask everything under watch again; a running server does so by itself')
    .action((options: Data) =>
      withRegister(configWith(env, options), async ({ screening }, store) => {
        const { asked, reversed } = await rescreen(store.screening, screening.basis);
        await store.screening.prune(screening.basis().clock.now);
        print(options, { asked, reversed }, `${asked} asked again, ${reversed} reversed\n`);
      }),
    );

  withData(group.command('alerts'))
    .description('what waits to be told: reversed answers, holdings above your threshold')
    .option('--all', 'delivered ones, too')
    .option('--delivered', 'mark those shown as delivered')
    .action((options: Data & { readonly all?: boolean; readonly delivered?: boolean }) =>
      withRegister(configWith(env, options), async ({ screening }, { screening: store }) => {
        const tenant = options.tenant ?? LOCAL_TENANT;
        const alerts = await store.alerts(tenant, options.all !== true);
        print(
          options,
          { alerts: alerts.map(({ id, body }) => ({ id, alert: JSON.parse(body) as unknown })) },
          alerts.length === 0 ? 'No alert waits.\n' : alerts.map(alertToText).join('\n'),
        );
        if (options.delivered === true)
          await store.markDelivered(
            tenant,
            alerts.map(({ id }) => id),
            screening.basis().clock.now,
          );
      }),
    );

  withData(group.command('tasks'))
    .description('what holds ask of a person, by when')
    .option('--done <id>', 'this one is done')
    .option('--by <name>', 'who did it')
    .action((options: Data & { readonly done?: string; readonly by?: string }) =>
      withRegister(configWith(env, options), async ({ screening }, { screening: store }) => {
        const tenant = options.tenant ?? LOCAL_TENANT;
        if (options.done !== undefined) {
          const open = await store.tasks(tenant, true);
          // A slip of the pen must not look like a report that was made.
          if (!open.some(({ id }) => id === options.done)) throw noTask(options.done);
          await store.closeTask(tenant, options.done, nameOf(options.by), screening.basis().clock.now);
        }
        const tasks = await store.tasks(tenant, true);
        print(
          options,
          { tasks: tasks.map(({ id, dueBy, body }) => ({ id, dueBy, task: JSON.parse(body) as unknown })) },
          tasks.length === 0 ? 'No task is open.\n' : tasks.map(taskToText).join('\n'),
        );
      }),
    );

  withData(group.command('erase'))
    .description('forget a person or wallet: rows, alerts and done tasks (docs/people.md)')
    .argument('<what>', 'an address, a transaction or a name, as it was screened')
    .option('--chain <chain>', 'the chain it was asked about')
    .option('--name', 'what is given is a name, whatever it looks like')
    .action((what: string, options: Data & Meant) =>
      withRegister(configWith(env, options), async (_, { screening: store }) => {
        const { subject } = parseSubject(subjectOf(what, options));
        const rows = await erase(store, options.tenant ?? LOCAL_TENANT, subject);
        print(options, { forgotten: rows }, `${counted(rows, 'row')} forgotten\n`);
      }),
    );
}

function nameOf(by: string | undefined): string {
  if (by !== undefined && by.trim() !== '') return by;
  throw new AshiatoError('E_USAGE', 'who did it is not said', { where: '--by', next: 'Add --by <name>.' });
}

const noTask = (id: string): AshiatoError =>
  new AshiatoError('E_NOT_FOUND', `no open task is called "${id.slice(0, 80)}"`, {
    where: '--done',
    next: 'See "ashiato register tasks" for those that are open.',
  });

const unknownKind = (kind: string): AshiatoError =>
  new AshiatoError('E_USAGE', `"${kind}" cannot be registered`, {
    limit: KINDS.join(', '),
    next: 'Say what it is.',
  });
