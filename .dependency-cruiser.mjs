/** The arrows of the house: see docs/architecture.md. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** Modules of the contract without schemas, which the page may have at run time. */
const plain =
  'packages/contract/src/(chat-protocol|limits|problem-codes|video-errors|vocabulary)\\.ts$';

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    forbid(
      'nothing-imports-local',
      'The product must not know the local cloud.',
      '^(apps|packages|frontend|infra)/',
      '^local/',
    ),
    forbid(
      'nothing-imports-the-rehearsal',
      'What is rehearsed must not know that it is.',
      '^(apps|packages|frontend|infra|local|policy|charts|argocd|scripts)/',
      '^cluster/',
    ),
    forbid(
      'packages-stand-alone',
      'Packages know packages only.',
      '^packages/',
      '^(apps|frontend|infra|local|e2e|bench)/',
    ),
    forbid(
      'platform-imports-nothing',
      'The shared contract has no dependencies.',
      '^packages/platform/',
      '^packages/(?!platform/)',
    ),
    forbid(
      'contract-stands-below',
      'Every room says it by the contract; the contract knows the definitions alone.',
      '^packages/contract/',
      '^packages/(?!(contract|platform)/)',
    ),
    {
      name: 'contract-in-the-browser',
      comment: 'The page imports it: nothing that a browser lacks.',
      severity: 'error',
      from: { path: '^packages/contract/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    forbid(
      'encoding-is-pure',
      'Planning needs no other room but for the words and limits of the contract.',
      '^packages/encoding/',
      '^packages/(?!(encoding|contract)/)',
    ),
    forbid('apps-apart', 'One app never imports another.', '^apps/([^/]+)/', '^apps/(?!$1/)'),
    forbid(
      'frontend-apart',
      'The browser shares types through packages.',
      '^frontend/',
      '^(apps|infra|local|e2e|bench)/',
    ),
    {
      name: 'page-without-schemas',
      comment: 'Of the contract the page has types, and at run time what is plain.',
      severity: 'error',
      from: { path: '^frontend/src/' },
      to: {
        path: '^packages/contract/',
        pathNot: `^${plain}`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'plain-is-plain',
      comment: 'What the page has at run time brings nothing along.',
      severity: 'error',
      from: { path: `^${plain}` },
      to: { pathNot: `^${plain}` },
    },
    forbid(
      'features-apart',
      'A feature of the page imports shared code, not another feature.',
      '^frontend/src/features/([^/]+)/',
      '^frontend/src/features/(?!$1/)',
    ),
    forbid(
      'infra-reads-definitions',
      'The stack shares definitions only.',
      '^infra/',
      '^(apps|frontend|local|e2e|bench|packages/(encoding|media|http|contract))/',
    ),
    {
      name: 'no-test-in-product',
      comment: 'Tests may import anything; nothing imports tests.',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$' },
      to: { path: '\\.test\\.tsx?$' },
    },
    {
      name: 'resolvable',
      comment: 'Every import must be found.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.(css|svg)$|^aws-lambda$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
