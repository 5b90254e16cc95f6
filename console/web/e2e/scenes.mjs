// The pictures of the console that are kept: what each shows, and what is done before it is taken.

export const WIDE = { width: 1100, height: 700 };
export const PHONE = { width: 390, height: 780 };

/** Documents that the scenes want, posted once to the demo that they are recorded from. */
export async function furnish(api) {
  for (const each of (await api('GET', '/api/v1/dashboard')).dashboards) await api('DELETE', `/api/v1/dashboard/${each.id}`);
  const span = `from=${Date.now() - 7 * 86_400_000}&to=${Date.now() + 60_000}`;
  for (const each of (await api('GET', `/api/console/annotations?${span}`)).annotations) await api('DELETE', `/api/console/annotations/${each.id}`);
  const line = (q, more = {}) => ({ q, display_type: 'line', ...more });
  const tile = (title, ...requests) => ({ definition: { type: 'timeseries', title, requests } });
  const board = await api('POST', '/api/v1/dashboard', {
    title: 'City and machines',
    description: 'Taxi rides, a machine, requests',
    layout_type: 'ordered',
    template_variables: [{ name: 'source', prefix: 'source', default: '*' }],
    widgets: [
      tile('Taxi rides', line('avg:demo.taxi.passengers{$source}'), line('avg:demo.taxi.passengers{$source}.rollup(avg, 21600)')),
      { definition: { ...tile('Rides of six hours', line('sum:demo.taxi.passengers{$source}.rollup(sum, 21600)', { display_type: 'bars' })).definition, events: [{ q: 'deploy' }] } },
      tile('Machine', line("anomalies(avg:demo.machine.temperature{$source}, 'basic', 3)")),
      tile('Latency', line('avg:demo.request.latency{$source}', { display_type: 'area' })),
      { definition: { type: 'query_value', title: 'Temperature now', requests: [line('avg:demo.machine.temperature{*}')] } },
      { definition: { type: 'note', content: 'Ask the plant before you touch the machine.' } },
    ],
  });
  const now = Date.now();
  await api('POST', '/api/v1/events', { title: 'Deploy of version 2.0', text: 'Rolled out to all.', alert_type: 'success', tags: ['service:api'] });
  await api('POST', '/api/v1/events', { title: 'Disk of db-1 is slow', text: 'Seen by the night shift.', alert_type: 'warning', tags: ['host:db-1'] });
  await api('POST', '/api/console/annotations', {
    text: 'Fan replaced, see the log of the plant.',
    metric: 'demo.machine.temperature',
    start: new Date(now - 20 * 3_600_000).toISOString(),
    end: new Date(now - 14 * 3_600_000).toISOString(),
  });
  await api('POST', '/api/v1/tags/hosts/web-1', { tags: ['env:prod', 'role:web'] });
  return { board: board.id };
}

const TAXI = '/explore?detector=nyc-taxi&group=' + encodeURIComponent('demo.taxi.passengers{city:nyc,source:nab}');
const line = (page) => page.locator('tm-chart .line-name').first().waitFor();

/** What an installation says in which nothing has arrived yet. */
const NOTHING = {
  '/api/console/session': { user: 'local', role: 'admin', open: true },
  '/api/console/overview': { now: 0, mailbox: true, states: { alert: 0, warn: 0, noData: 0, ok: 0, muted: 0, monitors: 0, monitorsQuiet: 0 }, wrong: [], groups: { judged: 0, outOfBand: 0, cold: 0, silent: 0 }, series: 0, detectors: 0, downtimes: 0, downtimesActive: 0 },
  '/api/v1/hosts': { host_list: [], total_returned: 0, total_matching: 0 },
  '/api/v1/dashboard': { dashboards: [] },
};

const key = (id, name, last4, scopes) => ({ id, attributes: { name, created_at: '2026-11-20T09:00:00Z', last4, scopes } });
const PEOPLE = {
  ...NOTHING,
  '/api/console/session': { user: 'anna', role: 'admin', open: false },
  '/api/console/users': { users: [{ name: 'anna', role: 'admin', email: 'anna@example.org' }, { name: 'ben', role: 'viewer', email: '' }] },
  '/api/v2/api_keys': { data: [key('1', 'Agents of the shop', '41ce')] },
  '/api/v2/current_user/application_keys': { data: [key('2', 'Nightly report', '9f0a', ['monitors_read', 'timeseries_query'])] },
};

/** `ready` waits for what the page is about, and does what is to be seen. With `answers` (by path) nothing recorded is asked for. */
export const SCENES = [
  { name: 'overview', path: '/', ready: (page) => page.locator('a[href^="/alerts/"]').first().waitFor() },
  { name: 'explore-band', path: TAXI + '&span=1w', ready: (page) => page.getByText(/out of band \(\d+\)/).waitFor() },
  {
    name: 'explore-hover',
    viewport: { width: 1000, height: 790 },
    path: '/explore?detector=machine-temperature&group=machine%3Am1&span=2d',
    ready: async (page) => {
      await page.getByText('Fan replaced').waitFor();
      await page.locator('tm-graph .plot').focus();
      for (let i = 0; i < 20; i++) await page.keyboard.press('Shift+ArrowLeft');
      await page.getByText('Expected', { exact: true }).waitFor();
    },
  },
  {
    name: 'explore-queries',
    path: `/explore?${new URLSearchParams([['q', 'avg:demo.request.latency{*}'], ['type', 'line'], ['q', 'max:demo.request.latency{*}.rollup(max, 7200)'], ['type', 'line'], ['span', '2d']])}`,
    ready: line,
  },
  { name: 'explore-table', path: TAXI + '&span=1d&view=table', ready: (page) => page.locator('tm-table tbody tr').first().waitFor() },
  { name: 'explore-fault', path: '/explore?q=avg%3Anonsense%7B&type=line', ready: (page) => page.getByRole('alert').first().waitFor() },
  { name: 'dashboards', path: '/dashboards', ready: (page) => page.getByText('City and machines').waitFor() },
  {
    name: 'dashboard',
    path: ({ board }) => `/dashboard/${board}?span=1w`,
    ready: async (page) => {
      await page.locator('tm-chart .line-name').nth(4).waitFor();
      await page.locator('.big-number').waitFor();
    },
  },
  { name: 'monitors', path: '/monitors', ready: (page) => page.getByText('The machine is cold').waitFor() },
  {
    name: 'monitor-new',
    path: '/monitors/new?q=' + encodeURIComponent('avg:demo.machine.temperature{*}'),
    ready: async (page) => {
      await page.getByLabel('Alert at').fill('90');
      await page.getByLabel('Alert at').press('Tab');
      await page.getByText(/would have alerted/).waitFor();
      await page.locator('h1').click();
    },
  },
  {
    name: 'downtimes',
    path: '/downtimes?new=1',
    ready: async (page) => {
      await page.getByRole('button', { name: 'Weekends' }).click();
      await page.locator('form .told li').first().waitFor();
    },
  },
  { name: 'events', path: '/events', ready: (page) => page.getByText('Deploy of version 2.0').first().waitFor() },
  { name: 'hosts', path: '/hosts', ready: (page) => page.getByText('web-1').first().waitFor() },
  { name: 'detectors', path: '/detectors', ready: (page) => page.locator('.detector-card tbody tr').first().waitFor() },
  {
    name: 'alert',
    path: ({ alert }) => `/alerts/${alert}`,
    ready: async (page) => {
      await page.getByText('Who was told').waitFor();
      await page.locator('tm-graph .plot canvas').waitFor();
    },
  },
  { name: 'mail', fonts: 'mail', path: ({ mail }) => `/mail?mail=${encodeURIComponent(mail)}`, ready: (page) => page.frameLocator('iframe[title="The mail as it looks"]').locator('img').first().waitFor() },
  { name: 'explore-dark', path: TAXI + '&span=1w', dark: true, ready: (page) => page.getByText(/out of band \(\d+\)/).waitFor() },
  { name: 'overview-phone-dark', path: '/', dark: true, viewport: PHONE, ready: (page) => page.locator('a[href^="/alerts/"]').first().waitFor() },
  { name: 'sign-in', path: '/', answers: { '/api/console/session': { user: null, open: false } }, ready: (page) => page.locator('.door button').waitFor() },
  { name: 'people', path: '/people', answers: PEOPLE, ready: (page) => page.getByText('Nightly report').waitFor() },
  { name: 'hosts-empty', path: '/hosts', answers: NOTHING, ready: (page) => page.getByText('No host yet').waitFor() },
  { name: 'dashboards-empty', path: '/dashboards', answers: NOTHING, ready: (page) => page.getByText('No dashboard yet').waitFor() },
  { name: 'explore-phone', path: TAXI + '&span=1w', viewport: PHONE, ready: (page) => page.getByText(/out of band \(\d+\)/).waitFor() },
];
