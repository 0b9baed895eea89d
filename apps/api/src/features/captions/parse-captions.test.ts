import { describe, expect, test } from '@jest/globals';
import { parseCaptions } from './parse-captions.ts';

const cue = (text: string) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`;

describe('what comes out', () => {
  test.each([
    ['short times', cue('x'), '00:00:01.000 --> 00:00:02.000\nx'],
    ['a header with a title', cue('x').replace('WEBVTT', 'WEBVTT - Tide'), '\nx\n'],
    ['lines ended as on Windows', cue('one\ntwo').replaceAll('\n', '\r\n'), '\none\ntwo\n'],
    ['tags of WebVTT', cue('<v Mina>Hi <i>there</i></v>'), '<v Mina>Hi <i>there</i></v>'],
    ['other tags, as text', cue('<script>x</script> <b'), '&lt;script&gt;x&lt;/script&gt; &lt;b'],
    ['bare ampersands', cue('salt & water &amp; &lt;'), 'salt &amp; water &amp; &lt;'],
    [
      'known settings alone',
      cue('x').replace('02.000', '02.000 align:start X1:5 line:10%'),
      '00:00:02.000 align:start line:10%\n',
    ],
    ['cues without a number', '00:00:01,000 --> 00:00:02,000\nx', '\nx\n'],
    ['more than a day', '1\n100:00:00,000 --> 100:00:01,000\nx', '100:00:00.000'],
  ])('%s', (_name, text, expected) => {
    const { webvtt, faults } = parseCaptions(text);
    expect(faults).toEqual([]);
    expect(webvtt.startsWith('WEBVTT\n\n')).toBe(true);
    expect(webvtt).toContain(expected);
  });

  test('notes, styles and regions stay behind', () => {
    const text = `WEBVTT\n\nSTYLE\n::cue { background: url(x) }\n\nNOTE secret\n\n${cue('x').slice(8)}`;
    expect(parseCaptions(text)).toEqual({
      webvtt: 'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nx\n',
      cues: 1,
      faults: [],
    });
  });

  test('is taken as it stands when it goes in again', () => {
    const { webvtt } = parseCaptions(cue('a & <b>c</b> <x>'));
    expect(parseCaptions(webvtt).webvtt).toBe(webvtt);
  });
});

describe('faults name their line', () => {
  test.each([
    ['times that are none', '1\n00:00:0x --> 00:00:02,000\nx', 2],
    ['a number alone', '1\n\n2\n00:00:01,000 --> 00:00:02,000\nx', 1],
    ['seconds above 59', '1\n00:00:61,000 --> 00:02:00,000\nx', 2],
    ['an end before the beginning', cue('x').replace('02.000', '01.000'), 3],
    ['no text', '1\n00:00:01,000 --> 00:00:02,000\n', 2],
    ['a blank line forgotten', `${cue('x')}00:03.000 --> 00:04.000\ny`, 5],
    ['nothing at all', '', 1],
    ['only a header', 'WEBVTT\n', 1],
  ])('%s', (_name, text, line) => {
    expect(parseCaptions(text).faults.map((fault) => fault.line)).toEqual([line]);
  });
});
