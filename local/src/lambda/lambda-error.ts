/** An invocation that gave no result: the handler threw, or its process ended under it. */
export class LambdaError extends Error {
  readonly functionName: string;
  /** The error's name, or Lambda's own: `Sandbox.Timedout`, `Runtime.ExitError`. */
  readonly errorType: string;
  /** Lines of the handler's stack trace, when it threw. */
  readonly trace: readonly string[];

  constructor(
    functionName: string,
    errorType: string,
    message: string,
    trace: readonly string[] = [],
  ) {
    super(message);
    this.name = 'LambdaError';
    this.functionName = functionName;
    this.errorType = errorType;
    this.trace = trace;
  }
}
