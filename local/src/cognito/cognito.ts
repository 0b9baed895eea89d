import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsService } from '../aws/service.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { AttemptStore } from './attempt-store.ts';
import { CodeStore } from './code-store.ts';
import { openCognitoDatabase } from './cognito-database.ts';
import {
  type CognitoContext,
  type CognitoOperation,
  type CognitoOperations,
  poolById,
} from './context.ts';
import { adminGroupOperations } from './operations/admin-groups.ts';
import { adminPoolOperations } from './operations/admin-pools.ts';
import { adminUserOperations } from './operations/admin-users.ts';
import { ownAccountOperations } from './operations/own-account.ts';
import { passwordResetOperations } from './operations/password-reset.ts';
import { signInOperations } from './operations/sign-in.ts';
import { signUpOperations } from './operations/sign-up.ts';
import { PoolStore } from './pool-store.ts';
import { ensurePool, ensureUser, type PoolProvision, type UserProvision } from './provision.ts';
import { SessionStore } from './session-store.ts';
import { TokenSigner } from './token-signer.ts';
import { UserStore } from './user-store.ts';

export interface CognitoOptions {
  readonly dataDir: string;
  /** Gets the codes that Cognito would mail. */
  readonly mailbox: Pick<Mailbox, 'deliver'>;
  readonly now?: () => number;
}

/** The emulated Cognito user pools, and what a stack would have made in them. */
export interface Cognito extends AwsService {
  /** Makes the pool, its client and its groups, or brings them up to date. Safe on every start. */
  ensurePool(provision: PoolProvision): void;
  /**
   * A confirmed user with that password and those groups. Safe on every start: who is there keeps
   * password and name.
   *
   * @returns the user's sub
   */
  ensureUser(provision: UserProvision): Promise<string>;
}

/** Taken without a signature, as from a browser. */
const publicOperations = byName(
  signUpOperations,
  signInOperations,
  passwordResetOperations,
  ownAccountOperations,
);

/** Only for callers with the account's keys. */
const adminOperations = byName(adminPoolOperations, adminUserOperations, adminGroupOperations);

/** Opens the user pools kept in `dataDir`; makes the key that signs their tokens on first use. */
export function createCognito({ dataDir, mailbox, now = Date.now }: CognitoOptions): Cognito {
  const database = openCognitoDatabase(dataDir);
  const cognito: CognitoContext = {
    pools: new PoolStore(database, now),
    users: new UserStore(database, now),
    sessions: new SessionStore(database, now),
    codes: new CodeStore(database, now),
    attempts: new AttemptStore(database, now),
    signer: new TokenSigner(dataDir),
    mailbox,
    now,
  };

  return {
    signingName: 'cognito-idp',
    protocol: 'json',

    async handle(request, response) {
      const keySet = /^\/([^/]+)\/\.well-known\/jwks\.json$/.exec(request.rawPath);
      if (request.method === 'GET' && keySet) {
        poolById(keySet[1] ?? '', cognito);
        response.setHeader('access-control-allow-origin', '*');
        sendJson(response, 200, cognito.signer.keySet(), 'rest-json');
        return;
      }
      const name = request.operation ?? '';
      const operation = publicOperations.get(name) ?? adminOperations.get(name);
      if (!operation)
        throw new AwsError(
          'UnknownOperationException',
          `the local Cognito does not know the operation ${JSON.stringify(name)}`,
        );
      if (!publicOperations.has(name) && request.accessKeyId === undefined)
        throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
      sendJson(response, 200, (await operation(await readJson(request), cognito)) ?? {}, 'json');
    },

    async close() {
      database.close();
    },

    ensurePool: (provision) => ensurePool(provision, cognito),
    ensureUser: (provision) => ensureUser(provision, cognito),
  };
}

function byName(...groups: CognitoOperations[]): ReadonlyMap<string, CognitoOperation> {
  return new Map(groups.flatMap((group) => Object.entries(group)));
}
