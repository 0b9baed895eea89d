import { Agent, type IncomingMessage, request } from 'node:http';

/** What a visitor got for one request. */
export interface Reply {
  /** Status, or what broke the connection. */
  readonly result: number | string;
  /** Whether it went over a connection that had carried a request before. */
  readonly reused: boolean;
  /** Whether the server said that it closes the connection after it. */
  readonly closes: boolean;
}

/** One visitor: one connection at a time, kept alive, opened anew when the server has closed it. */
export class LoadClient {
  readonly replies: Reply[] = [];
  readonly #url: string;
  readonly #address: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #stopped = false;

  /**
   * @param url - what it asks for, again and again
   * @param address - where the load balancer says that it comes from
   */
  constructor(url: string, address: string) {
    this.#url = url;
    this.#address = address;
  }

  /** Asks, each time as soon as it has the answer. @returns once it was stopped */
  async run(): Promise<void> {
    while (!this.#stopped) this.replies.push(await this.#ask());
    this.#agent.destroy();
  }

  stop(): void {
    this.#stopped = true;
  }

  #ask(): Promise<Reply> {
    return new Promise((resolve) => {
      const headers = { 'x-forwarded-for': this.#address };
      const outgoing = request(this.#url, { agent: this.#agent, headers });
      const reply = (result: number | string, response?: IncomingMessage) =>
        resolve({
          result,
          reused: outgoing.reusedSocket,
          closes: response?.headers.connection === 'close',
        });
      outgoing.once('error', (error: NodeJS.ErrnoException) => reply(error.code ?? error.message));
      outgoing.once('response', (response) => {
        response.resume();
        response.once('error', (error: NodeJS.ErrnoException) =>
          reply(error.code ?? error.message),
        );
        response.once('end', () => reply(response.statusCode ?? 0, response));
      });
      outgoing.end();
    });
  }
}
