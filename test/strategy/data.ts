/** Where the facts lie, and the real prices where they are at hand (MANIFEST.md of the data folder). */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { AshiatoError } from '../../src/core/model/errors.ts';

const ROOT = join(import.meta.dirname, '..', '..');
export const FACTS = join(ROOT, 'facts');
export const PRICES = join(process.env.ASHIATO_DATA ?? join(ROOT, '..', 'shared', 'data'), 'prices');

/** For `test({ skip })`: false, or why the tests on real prices do not run. */
export const withoutPrices: string | false = existsSync(PRICES)
  ? false
  : 'no real prices here: set ASHIATO_DATA to run this test';

export function refusal(deed: () => unknown): AshiatoError {
  try {
    deed();
  } catch (error) {
    assert.ok(error instanceof AshiatoError, String(error));
    return error;
  }
  assert.fail('nothing was refused');
}

/** What a page gets from these routes: their answer through the schema. */
export async function serving(room: FastifyPluginAsync): Promise<<T>(path: string) => Promise<T>> {
  const server = Fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  await server.register(room);
  return async <T>(path: string) => {
    const { statusCode, body } = await server.inject({ url: `/api/v1/${path}` });
    assert.equal(statusCode, 200, body);
    return JSON.parse(body) as T;
  };
}
