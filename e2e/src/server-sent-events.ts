/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the stream gives no name. */
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

/** Reads the events of a response as they come, until the stream ends. */
export async function* readServerSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const chunk of response.body) {
    buffer += decoder.decode(chunk, { stream: true });
    const blocks = buffer.split(/\r?\n\r?\n/);
    buffer = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event) yield event;
    }
  }
}

/** Undefined for a block without data, such as a comment that keeps the connection open. */
function parseEvent(block: string): ServerSentEvent | undefined {
  const fields = { event: 'message', id: '', data: [] as string[] };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') fields.event = value;
    if (field === 'id') fields.id = value;
    if (field === 'data') fields.data.push(value);
  }
  if (fields.data.length === 0) return undefined;
  return { name: fields.event, id: fields.id, data: fields.data.join('\n') };
}
