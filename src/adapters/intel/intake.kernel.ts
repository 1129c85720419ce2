/** The worker in which an article is read whole, from its bytes to its claims: long ones take a second of thinking. */
import { parentPort, workerData } from 'node:worker_threads';
import { readArticle } from '../../core/intel/read-article.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ReadDocument } from '../../ports/intel-shelf.ts';
import type { IncidentsTable } from '../facts/incidents.ts';
import { readDocument } from './document.ts';
import { loadKnowledge } from './knowledge.ts';

export type Task = {
  readonly document: Parameters<ReadDocument>[0];
  readonly told: Parameters<ReadDocument>[1];
  readonly factsFolder: string;
  readonly incidents: IncidentsTable['incidents'];
};

/** A class does not survive the way between two threads, so a refusal goes as its envelope. */
export type Answer =
  | ({ readonly type: 'read' } & Awaited<ReturnType<ReadDocument>>)
  | { readonly type: 'refused'; readonly error: ReturnType<AshiatoError['toJSON']> };

async function answer({ document, told, factsFolder, incidents }: Task): Promise<Answer> {
  try {
    const article = await readDocument(document, told.encoding);
    const published = told.published ?? article.published;
    const reading = readArticle(article.text, published, loadKnowledge(factsFolder, incidents));
    return { type: 'read', article, reading };
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    return { type: 'refused', error: error.toJSON() };
  }
}

parentPort?.postMessage(await answer(workerData as Task));
