/** 한국어. 자금세탁방지와 수사 실무의 용어를 따른다. */
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

export const ko = {
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
