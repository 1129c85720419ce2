/** The pages in the order of the work, with the letter that leads there after `g`. */
export const ROOMS = [
  { to: '/', name: 'app.nav.incidents', letter: 'i' },
  { to: '/screen', name: 'app.nav.screen', letter: 's' },
  { to: '/reserves', name: 'app.nav.reserves', letter: 'r' },
  { to: '/effectiveness', name: 'app.nav.effectiveness', letter: 'e' },
  { to: '/outlook', name: 'app.nav.outlook', letter: 'o' },
  { to: '/library', name: 'app.nav.library', letter: 'l' },
  { to: '/intel', name: 'app.nav.intel', letter: 'n' },
  { to: '/hiring', name: 'app.nav.hiring', letter: 'h' },
] as const;
