import { expect, test } from '@jest/globals';
import { OptionError, parseOptions } from './options.ts';

test('has a default for everything', () => {
  expect(parseOptions([], {}, '/srv/tidecast')).toEqual({
    port: 8080,
    awsPort: 4566,
    rtmpPort: 1935,
    dataDir: '/srv/tidecast/.tidecast',
    demo: true,
    observe: false,
    prometheusPort: 9090,
  });
});

test('takes ports and the data directory from the environment, and flags', () => {
  const environment = {
    PORT: '9000',
    AWS_PORT: '9001',
    RTMP_PORT: '9003',
    PROMETHEUS_PORT: '9002',
    TIDECAST_DATA: '/data',
  };
  expect(parseOptions(['--no-demo', '--observe'], environment, '/srv')).toEqual({
    port: 9000,
    awsPort: 9001,
    rtmpPort: 9003,
    dataDir: '/data',
    demo: false,
    observe: true,
    prometheusPort: 9002,
  });
  expect(parseOptions(['--help'], { PORT: 'bad' }, '/srv')).toBe('help');
});

test('names the value that is wrong', () => {
  const parse = (args: string[], environment: Record<string, string>) => () =>
    parseOptions(args, environment, '/srv');
  for (const port of ['http', '-1', '65536', '80.5', '1e3'])
    expect(parse([], { PORT: port })).toThrow(`PORT=${port}`);
  expect(parse([], { AWS_PORT: 'x' })).toThrow('AWS_PORT=x');
  expect(parse([], { PROMETHEUS_PORT: 'x' })).toThrow('PROMETHEUS_PORT=x');
  expect(parse([], { AWS_PORT: '8080' })).toThrow('PORT and AWS_PORT are both 8080');
  expect(parse([], { RTMP_PORT: '4566' })).toThrow('AWS_PORT and RTMP_PORT are both 4566');
  expect(parse(['--demo=no'], {})).toThrow(OptionError);
  expect(parse(['extra'], {})).toThrow('extra');
});
