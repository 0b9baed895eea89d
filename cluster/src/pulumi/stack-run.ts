import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';

export type OperationName = 'preview' | 'up' | 'refresh' | 'destroy';

/** What the engine did with a resource, or in a preview would do. */
export interface ResourceStep {
  /** Such as `create`, `replace`, `same`, `create-replacement`, `delete-replaced`. */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs whose change makes another resource. */
  readonly replacedBy: readonly string[];
  /** Inputs that differ. */
  readonly changed: readonly string[];
  /** Seconds since the start of the operation. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly failed: boolean;
}

export interface Diagnostic {
  readonly severity: string;
  readonly urn?: string;
  readonly message: string;
}

export interface PolicyViolation {
  readonly policy: string;
  readonly level: string;
  readonly urn?: string;
  readonly message: string;
}

export interface Changes {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

/** What an operation on a stack came to. */
export interface StackRun {
  readonly operation: OperationName;
  readonly succeeded: boolean;
  readonly changes: Changes;
  readonly seconds: number;
  /** In the order in which they began. */
  readonly steps: readonly ResourceStep[];
  /** Warnings and errors. */
  readonly diagnostics: readonly Diagnostic[];
  readonly violations: readonly PolicyViolation[];
  /** What the command line says at the end, where it failed. */
  readonly failure?: string;
}

/** Reads what an operation came to out of what the engine says while it works. */
export class RunRecord {
  readonly #operation: OperationName;
  readonly #steps = new Map<string, ResourceStep>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #violations: PolicyViolation[] = [];
  readonly #began = performance.now();
  #first: number | undefined;
  #summary: Readonly<Record<string, number | undefined>> | undefined;

  constructor(operation: OperationName) {
    this.#operation = operation;
  }

  take(event: EngineEvent): void {
    const now = performance.now();
    this.#first ??= now;
    const at = (now - this.#began) / 1000;
    if (event.resourcePreEvent) this.#begin(event.resourcePreEvent.metadata, at);
    if (event.resOutputsEvent) this.#end(event.resOutputsEvent.metadata, at, false);
    if (event.resOpFailedEvent) this.#end(event.resOpFailedEvent.metadata, at, true);
    if (event.summaryEvent) this.#summary = event.summaryEvent.resourceChanges;
    const { diagnosticEvent: said, policyEvent: judged } = event;
    const message = plain(said?.message ?? '');
    if (said && isTold(said.severity, message)) {
      this.#diagnostics.push({
        severity: said.severity,
        message,
        ...(said.urn && { urn: said.urn }),
      });
    }
    if (judged) {
      this.#violations.push({
        policy: judged.policyName,
        level: judged.enforcementLevel,
        message: plain(judged.message),
        ...(judged.resourceUrn && { urn: judged.resourceUrn }),
      });
    }
  }

  /** @param failure - why it ended early; absent: it did not */
  finish(failure?: string): StackRun {
    const steps = [...this.#steps.values()];
    return {
      operation: this.#operation,
      succeeded: failure === undefined,
      changes: this.#changes(steps),
      seconds: (performance.now() - this.#began) / 1000,
      steps,
      diagnostics: this.#diagnostics,
      violations: this.#violations,
      ...(failure !== undefined && { failure }),
    };
  }

  #begin(metadata: StepMetadata, at: number): void {
    const { op, type, urn, keys = [], diffs = [] } = metadata;
    this.#steps.set(`${op} ${urn}`, {
      op,
      type,
      urn,
      name: urn.split('::').slice(3).join('::'),
      replacedBy: keys ?? [],
      changed: diffs ?? [],
      startedAt: at,
      seconds: 0,
      failed: false,
    });
  }

  #end(metadata: StepMetadata, at: number, failed: boolean): void {
    const key = `${metadata.op} ${metadata.urn}`;
    const step = this.#steps.get(key);
    if (step) this.#steps.set(key, { ...step, seconds: at - step.startedAt, failed });
  }

  /** The engine's own count; where it did not come to one, what was begun. */
  #changes(steps: readonly ResourceStep[]): Changes {
    const counts =
      this.#summary ??
      Object.fromEntries(
        ['create', 'update', 'replace', 'delete', 'same'].map((op) => [
          op,
          steps.filter((step) => step.op === op && !step.failed).length,
        ]),
      );
    const count = (op: string) => counts[op] ?? 0;
    return {
      create: count('create'),
      update: count('update'),
      replace: count('replace'),
      delete: count('delete'),
      same: count('same'),
    };
  }
}

/** That the plugins are ours the engine thinks worth a warning each time. */
function isTold(severity: string, message: string): boolean {
  if (severity === 'error') return true;
  return severity === 'warning' && !/^using pulumi-resource-[\w-]+ from \$PATH/.test(message);
}

type StepMetadata = Pick<
  NonNullable<EngineEvent['resourcePreEvent']>['metadata'],
  'op' | 'type' | 'urn' | 'keys' | 'diffs'
>;

/** Without the engine's marks for colours. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, '').trim();
}
