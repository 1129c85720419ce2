/** The composition root: configuration is read once, adapters are chosen once. */
import { runCli } from './cli/cli.ts';

// Whoever reads may have seen enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), process.env);
