/**
 * MediaConvert's on-demand prices, US dollars a minute of output, first volume step: AVC, Basic
 * tier, single pass, us-east-1.
 *
 * `asOf` is the date of the newest dated copy of AWS's page that these were read from. The row for
 * up to 30 frames a second agrees with the later cost sheet of AWS's Video on Demand Foundation
 * ($3.15 an hour for three SD and two HD outputs). Other regions cost more: check before quoting.
 * AWS lists no rate for frame captures, so posters and storyboards are not in it.
 */
export const encodingPrices = {
  asOf: '2021-01-23',
  region: 'us-east-1',
  source: 'https://aws.amazon.com/mediaconvert/pricing/',
  /** The first price is for up to 30 frames a second, the second for up to 60. */
  usdPerMinute: {
    sd: { upTo30: 0.0075, upTo60: 0.015 },
    hd: { upTo30: 0.015, upTo60: 0.03 },
    uhd: { upTo30: 0.03, upTo60: 0.06 },
  },
  /** Shorter outputs are billed as this many seconds. */
  minimumSeconds: 10,
} as const;

export type ResolutionClass = keyof typeof encodingPrices.usdPerMinute;
