/** Asks an address as fast as it answers; run as a process of its own. Prints the result as JSON. */
import autocannon from 'autocannon';

const [url = '', seconds = '', connections = '', method = 'GET'] = process.argv.slice(2);

/**
 * Visitors come from many addresses, each within its rate limit: through X-Forwarded-For, as the
 * edge in front of the API says it. 198.18.0.0/15 is set apart for benchmarks (RFC 2544).
 */
const visitors = Array.from({ length: 2_000 }, (_, index) => ({
  headers: { 'x-forwarded-for': `198.18.${index >> 8}.${index & 255}` },
}));

const result = await autocannon({
  url,
  method,
  duration: Number(seconds),
  connections: Number(connections),
  requests: visitors,
});
console.log(JSON.stringify(result));
