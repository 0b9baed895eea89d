/**
 * The process that runs Lambda handlers, apart from the local cloud as Lambda is apart from the
 * services that call it. Started by lambda-host.ts, which hands over the functions as its argument
 * and talks to it by IPC.
 */
import { pathToFileURL } from 'node:url';
import { localAccount } from '../aws/service.ts';
import {
  defaultTimeoutSeconds,
  type HostMessage,
  type InvocationFailure,
  type InvokeMessage,
  type LambdaFunction,
} from './host-protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

interface LoadedFunction {
  readonly settings: LambdaFunction;
  readonly handler: Promise<Handler>;
}

const functions = new Map<string, LoadedFunction>();
for (const settings of JSON.parse(process.argv[2] ?? '[]') as LambdaFunction[]) {
  const handler = load(settings);
  // The caller of the function gets the error; there is nothing else to do here.
  handler.catch(() => {});
  functions.set(settings.name, { settings, handler });
}

// A killed parent cannot say goodbye, but its end of the channel closes.
process.on('disconnect', () => process.exit(0));
// Ctrl-C goes to the whole process group: the parent decides when this process has done its work.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', (message: InvokeMessage) => void answer(message));

async function load(settings: LambdaFunction): Promise<Handler> {
  const exports = (await import(pathToFileURL(settings.module).href)) as Record<string, unknown>;
  const handler = exports[settings.export];
  if (typeof handler !== 'function')
    throw new TypeError(`${settings.module} exports no function named ${settings.export}`);
  return handler as Handler;
}

async function answer({ requestId, functionName, event }: InvokeMessage): Promise<void> {
  try {
    const loaded = functions.get(functionName);
    if (!loaded) throw new ReferenceError(`there is no function named ${functionName}`);
    const handler = await loaded.handler;
    send({ type: 'started', requestId });
    const payload = await handler(event, contextOf(loaded.settings, requestId));
    send({ type: 'result', requestId, payload: payload ?? null });
  } catch (error) {
    send({ type: 'failure', requestId, failure: describe(error) });
  }
}

function send(message: HostMessage): void {
  process.send?.(message);
}

function contextOf(settings: LambdaFunction, awsRequestId: string): object {
  const { name, timeoutSeconds = defaultTimeoutSeconds, memoryMegabytes = 512 } = settings;
  const deadline = Date.now() + timeoutSeconds * 1000;
  const { region, accountId } = localAccount;
  return {
    awsRequestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    memoryLimitInMB: String(memoryMegabytes),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: String(process.pid),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): InvocationFailure {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split('\n') ?? [],
  };
}
