// Sends a known set with hot-shots, each thing once. Usage: node hot-shots.js PORT
const StatsD = require('hot-shots');

const client = new StatsD({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  prefix: 'hotshots.',
  globalTags: { env: 'test' },
  errorHandler: (error) => {
    console.error(error);
    process.exitCode = 1;
  },
});

client.increment('views', 3, { page: 'home' });
client.decrement('views', 1, { page: 'home' });
client.gauge('level', 7.5);
client.histogram('size', 12);
client.timing('time', 250);
client.distribution('latency', 4);
client.set('users', 'anna');
client.set('users', 'ben:1');
client.event('deployed', 'line one\nline two', { alert_type: 'warning', priority: 'low' }, ['team:a']);
client.check('up', client.CHECKS.CRITICAL, { message: 'cannot connect' }, ['team:a']);
client.close((error) => {
  if (error) {
    console.error(error);
    process.exitCode = 1;
  }
});
