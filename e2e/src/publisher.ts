import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';

/** An encoder that streams to a channel. */
export interface Publisher {
  /** Ends the stream as a person does who presses "Stop". */
  stop(): Promise<void>;
  /** Is gone at once, without a word, as when the machine crashes. */
  crash(): Promise<void>;
}

/** Publishes a moving picture and a tone, at the speed of life, as OBS would. */
export async function publish(address: string): Promise<Publisher> {
  const { ffmpeg } = await findBinaries();
  const encoder = spawn(
    ffmpeg.path,
    [
      ...['-loglevel', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30'],
      ...['-re', '-f', 'lavfi', '-i', 'sine=f=330'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30'],
      ...['-pix_fmt', 'yuv420p', '-b:v', '1M', '-c:a', 'aac', '-ar', '48000'],
      ...['-f', 'flv', address],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const end = async (how: () => void) => {
    if (encoder.exitCode !== null || encoder.signalCode !== null) return;
    const ended = once(encoder, 'exit');
    how();
    await ended;
  };
  return {
    stop: () => end(() => encoder.stdin.end('q')),
    crash: () => end(() => encoder.kill('SIGKILL')),
  };
}
