/** A function that the host process loads and calls. */
export interface LambdaFunction {
  readonly name: string;
  /** Absolute path of the module. */
  readonly module: string;
  /** The exported handler. */
  readonly export: string;
  /** As in Lambda's settings: 3 by default, 900 at most. */
  readonly timeoutSeconds?: number;
  /** What the context tells the handler; nothing is limited by it here. 512 by default. */
  readonly memoryMegabytes?: number;
}

/** To the host process. */
export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly functionName: string;
  readonly event: unknown;
}

/** What went wrong in a handler, in the shape of Lambda's error payload. */
export interface InvocationFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** From the host process. */
export type HostMessage =
  /** The module is loaded and the handler has been called: the function's own time begins. */
  | { readonly type: 'started'; readonly requestId: string }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: unknown }
  | {
      readonly type: 'failure';
      readonly requestId: string;
      readonly failure: InvocationFailure;
    };

/** Lambda's default timeout, in seconds (Lambda Developer Guide, "Configure function timeout"). */
export const defaultTimeoutSeconds = 3;
