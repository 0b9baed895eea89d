/** One operation on a stack, in a process of its own: Pulumi's runtime is one for the process. */
import { LocalWorkspace, PulumiCommand, type Stack } from '@pulumi/pulumi/automation/index.js';
import { type OperationName, RunRecord, type StackRun } from './stack-run.ts';

export interface RunRequest {
  readonly operation: OperationName;
  readonly stack: string;
  readonly project: string;
  /** For the project's and the stack's settings. */
  readonly workDirectory: string;
  /** The module that makes the stack; what it exports are the stack's outputs. */
  readonly program: string;
  /** The policy pack that judges previews and updates. */
  readonly policyPack: string;
  /** By full key; set before the operation. */
  readonly config: Readonly<Record<string, string>>;
  /** Settings that are to go. */
  readonly removedConfig: readonly string[];
  /** Resources that are worked on at the same time; absent: as many as the engine likes. */
  readonly parallel?: number;
  /** URNs that an update or a destroy is kept to, with what depends on them. */
  readonly targets?: readonly string[];
  /** Whether a stack that was left in the middle of an operation is taken up. */
  readonly unlock: boolean;
}

/** What the process that asked is told. */
export type RunMessage = { readonly run: StackRun } | { readonly error: string };

const cancelled = new AbortController();
process.on('SIGTERM', () => cancelled.abort());
process.on('SIGINT', () => cancelled.abort());

process.once('message', (request: RunRequest) => {
  runStack(request).then(
    (run) => answer({ run }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function answer(message: RunMessage): void {
  process.send?.(message, () => process.exit(0));
}

async function runStack(request: RunRequest): Promise<StackRun> {
  const { stack: stackName, project, workDirectory, program, config, removedConfig } = request;
  const stack = await LocalWorkspace.createOrSelectStack(
    {
      stackName,
      projectName: project,
      program: async () => (await import(program)).default,
    },
    {
      workDir: workDirectory,
      pulumiCommand: await PulumiCommand.get({ skipVersionCheck: true }),
      projectSettings: { name: project, runtime: 'nodejs' },
    },
  );
  if (request.unlock) await stack.cancel();
  await stack.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
  );
  if (removedConfig.length > 0) await stack.removeAllConfig([...removedConfig]);
  const record = new RunRecord(request.operation);
  try {
    await operate(stack, request, record);
    return record.finish();
  } catch (error) {
    return record.finish(error instanceof Error ? error.message : String(error));
  }
}

async function operate(stack: Stack, request: RunRequest, record: RunRecord): Promise<void> {
  const { operation, policyPack, parallel, targets } = request;
  const options = {
    onEvent: (event: Parameters<RunRecord['take']>[0]) => record.take(event),
    onOutput: (text: string) => void process.stdout.write(text),
    onError: (text: string) => void process.stderr.write(text),
    signal: cancelled.signal,
    ...(parallel !== undefined && { parallel }),
    ...(targets && { target: [...targets], targetDependents: true }),
  };
  switch (operation) {
    case 'preview':
      await stack.preview({ ...options, policyPacks: [policyPack] });
      return;
    case 'up':
      await stack.up({ ...options, policyPacks: [policyPack] });
      return;
    case 'refresh':
      await stack.refresh(options);
      return;
    case 'destroy':
      await stack.destroy(options);
  }
}
