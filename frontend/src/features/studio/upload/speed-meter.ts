/** Speed is averaged over this long, in ms: steady to read, yet quick to tell a change. */
const over = 8000;

/** Measures how fast bytes go, from what has been sent at each moment. */
export function createSpeedMeter() {
  let samples: { at: number; sent: number }[] = [];
  return {
    add(sent: number, at: number): void {
      const last = samples.at(-1);
      // A part sent again takes bytes back: what was before says nothing of the speed now.
      if (last && sent < last.sent) samples = [];
      samples.push({ at, sent });
      while (samples.length > 2 && at - (samples[0]?.at ?? at) > over) samples.shift();
    },
    /** Bytes per second; undefined until there is something to go by. */
    speed(): number | undefined {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.at - first.at < 500) return undefined;
      return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
    },
  };
}
