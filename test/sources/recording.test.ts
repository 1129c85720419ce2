/** The laboratory's recorded chains, and the recording of a recording, as chain sources. */
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { conformance } from './conformance.ts';

conformance('a recorded case', async () => {
  const truth = makeLaboratory(3).recording;
  return { source: recordingSource(truth), truth };
});
