/** TRON nodes held to the suite of all sources. */
import { open, recordingOf } from '../tron/follow.ts';
import { startNode } from '../tron/node.ts';
import { makeWorld } from '../tron/world.ts';
import { conformance } from './conformance.ts';
import { truthOf } from './truth.ts';

conformance('two TRON nodes', async () => {
  const world = makeWorld();
  const nodes = await Promise.all([startNode(world), startNode(world)]);
  const source = await open(nodes.map((node) => node.url));
  const truth = await truthOf(source, recordingOf(world));
  return { source, truth, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) };
});
