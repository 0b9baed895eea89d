/**
 * Arguments for an ffmpeg that publishes a test pattern with a clock in it, in seconds since it
 * began, and a tone with a beep each second: both need no font, and any ffmpeg since 2018.
 *
 * @param address - RTMP address with its stream key
 */
export function liveDemoArguments(address: string, size = '1280x720'): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error'],
    ...['-re', '-f', 'lavfi', '-i', `testsrc=size=${size}:rate=30:decimals=1`],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=330:beep_factor=4:sample_rate=48000'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-b:v', '3M'],
    ...['-maxrate', '3M', '-bufsize', '3M', '-g', '30', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-f', 'flv', address],
  ];
}
