import { beforeEach, describe, expect, test } from '@jest/globals';
import { actionForKey } from './keyboard.ts';

beforeEach(() => {
  document.body.innerHTML = `
    <input id="field"><a id="link" href="/">x</a>
    <div class="video-js" id="player" tabindex="-1">
      <button id="play"></button><div id="slider" role="slider"></div>
      <ul class="vjs-menu"><li id="item"></li></ul>
    </div>`;
});

function press(key: string, on = 'body', more: Partial<KeyboardEvent> = {}) {
  const target = on === 'body' ? document.body : document.getElementById(on);
  const none = { altKey: false, ctrlKey: false, metaKey: false, isComposing: false };
  return actionForKey({ key, code: '', ...none, ...more, target });
}

describe('keys', () => {
  test.each([
    [' ', { type: 'toggle-play' }],
    ['k', { type: 'toggle-play' }],
    ['K', { type: 'toggle-play' }],
    ['j', { type: 'seek', by: -10 }],
    ['l', { type: 'seek', by: 10 }],
    ['ArrowLeft', { type: 'seek', by: -5 }],
    ['m', { type: 'mute' }],
    ['f', { type: 'fullscreen' }],
    ['c', { type: 'captions' }],
    ['7', { type: 'seek-to', fraction: 0.7 }],
    ['>', { type: 'speed', by: 1 }],
    ['q', undefined],
  ])('%j', (key, action) => {
    expect(press(key)).toEqual(action);
  });

  test('a Korean layout types ㅏ where k is', () => {
    expect(press('ㅏ', 'body', { code: 'KeyK' })).toEqual({ type: 'toggle-play' });
  });

  test('shortcuts of the browser stay its own', () => {
    expect(press('l', 'body', { ctrlKey: true })).toBeUndefined();
    expect(press('f', 'body', { metaKey: true })).toBeUndefined();
  });
});

describe('what has the focus comes first', () => {
  test('typing is typing', () => {
    expect(press('k', 'field')).toBeUndefined();
    expect(press(' ', 'field')).toBeUndefined();
  });

  test('space presses buttons and links', () => {
    expect(press(' ', 'play')).toBeUndefined();
    expect(press(' ', 'link')).toBeUndefined();
    expect(press(' ', 'player')).toEqual({ type: 'toggle-play' });
  });

  test('arrows move sliders and menus', () => {
    expect(press('ArrowRight', 'slider')).toBeUndefined();
    expect(press('ArrowDown', 'item')).toBeUndefined();
    expect(press('ArrowRight', 'play')).toEqual({ type: 'seek', by: 5 });
  });

  test('up and down scroll the page unless the player has the focus', () => {
    expect(press('ArrowUp')).toBeUndefined();
    expect(press('ArrowUp', 'player')).toEqual({ type: 'volume', by: 0.1 });
  });
});
