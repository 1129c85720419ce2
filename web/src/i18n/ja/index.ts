/** 日本語。金融機関・捜査機関の実務で使われる語に合わせる。 */
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

export const ja = {
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
