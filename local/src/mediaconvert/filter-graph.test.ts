import { describe, expect, test } from '@jest/globals';
import { createJobRequest } from '@tidecast/encoding/job';
import { type InputStreams, planJob } from './encode-plan.ts';
import { filterGraph } from './filter-graph.ts';
import type { CreateJobRequest } from './job-schema.ts';

/** The product's request as it arrives on the wire. */
function received(width: number, height: number): CreateJobRequest {
  const request = createJobRequest({
    stack: 'test',
    videoId: 'v',
    attempt: 1,
    queueArn: 'Default',
    roleArn: 'role',
    sourceUrl: 's3://source/v',
    hlsDestination: 's3://media/v/index',
    posterDestination: 's3://media/v/poster',
    storyboardDestination: 's3://media/v/frame',
    source: { duration: 60, video: { width, height, dynamicRange: 'sdr' } },
  });
  return JSON.parse(
    JSON.stringify(request).replaceAll(
      /"([A-Z])(\w*)":/g,
      (_all, first, rest) => `"${String(first).toLowerCase()}${rest}":`,
    ),
  );
}

const input: InputStreams = {
  videoIndex: 0,
  audioIndex: undefined,
  end: 60,
  frameRate: { numerator: 30, denominator: 1 },
  transfer: 'sdr',
  interlaced: false,
  colours: { space: 'bt709', primaries: 'bt709', curve: 'bt709' },
};

describe('filterGraph', () => {
  test('scales each rung from the one above, and stills from the smallest that holds them', () => {
    const graph = filterGraph(planJob(received(1920, 1080)), input).split(';');
    expect(graph).toEqual([
      '[0:0]fps=30/1[to_h0]',
      '[to_h0]scale=1920:1080,format=yuv420p,setsar=1,split=2[h0][to_h1]',
      '[to_h1]scale=1280:720,format=yuv420p,setsar=1,split=3[h1][to_h2][to_c0]',
      '[to_h2]scale=960:540,format=yuv420p,setsar=1,split=2[h2][to_h3]',
      '[to_h3]scale=640:360,format=yuv420p,setsar=1,split=2[h3][to_h4]',
      '[to_h4]scale=480:270,format=yuv420p,setsar=1,split=2[h4][to_c1]',
      '[to_c0]fps=1000/12000:round=up:start_time=0,format=yuvj420p,setsar=1[c0]',
      '[to_c1]fps=1000/2000:round=up:start_time=0,scale=256:144,format=yuvj420p,setsar=1[c1]',
    ]);
  });

  test('maps HDR once, before anything is scaled from it', () => {
    const graph = filterGraph(planJob(received(1280, 720)), { ...input, transfer: 'pq' });
    expect(graph.match(/tonemap/g)).toHaveLength(1);
    expect(graph).toMatch(/\[to_h0\]scale=1280:720,zscale=transferin=smpte2084/);
  });
});
