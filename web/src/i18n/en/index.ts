/** The English catalogue: the keys every other catalogue must have. One file a page. */
import { app } from './app.ts';
import { effectiveness } from './effectiveness.ts';
import { hiring } from './hiring.ts';
import { intel } from './intel.ts';
import { library } from './library.ts';
import { list } from './list.ts';
import { outlook } from './outlook.ts';
import { reserves } from './reserves.ts';
import { screen } from './screen.ts';
import { trace } from './trace.ts';

export const en = {
  ...app,
  ...list,
  ...trace,
  ...screen,
  ...reserves,
  ...effectiveness,
  ...outlook,
  ...library,
  ...intel,
  ...hiring,
};
