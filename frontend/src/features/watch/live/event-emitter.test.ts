import { expect, test } from '@jest/globals';
import { EventEmitter } from './event-emitter.ts';

test('calls each listener in order, until it is removed', () => {
  const emitter = new EventEmitter();
  const heard: string[] = [];
  const first = (value: unknown) => heard.push(`first ${value}`);
  const second = (value: unknown) => heard.push(`second ${value}`);
  emitter.on('said', first).on('said', second);
  expect(emitter.emit('said', 1)).toBe(true);
  emitter.removeListener('said', first);
  emitter.emit('said', 2);
  emitter.removeAllListeners('said');
  expect(emitter.emit('said', 3)).toBe(false);
  expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
});

test('who removes itself takes no turn from another', () => {
  const emitter = new EventEmitter();
  const heard: string[] = [];
  const once = () => {
    heard.push('once');
    emitter.off('said', once);
  };
  emitter.on('said', once).on('said', () => heard.push('always'));
  emitter.emit('said');
  emitter.emit('said');
  expect(heard).toEqual(['once', 'always', 'always']);
});
