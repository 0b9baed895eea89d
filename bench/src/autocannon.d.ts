/** The part of autocannon that is used here; it brings no types of its own. */
declare module 'autocannon' {
  export interface Options {
    readonly url: string;
    readonly method: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Each connection sends these in turn. */
    readonly requests: readonly { readonly headers: Readonly<Record<string, string>> }[];
  }

  export interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    readonly requests: { readonly average: number; readonly total: number };
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  }

  // biome-ignore lint/style/noDefaultExport: it says how autocannon itself exports.
  export default function autocannon(options: Options): Promise<Result>;
}
