import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { createFakeUserPool } from '../../../packages/http/test/fake-user-pool.ts';
import { listen } from '../../../test/loopback-server.ts';

interface FakeUser {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  password: string;
  confirmed: boolean;
  readonly groups: readonly string[];
  /** What Cognito asks for besides the password. */
  readonly challenge: string | undefined;
}

type Body = Record<string, unknown> & { AuthParameters?: Record<string, string> };

/** Just enough of Cognito's wire protocol for the API's own SDK calls. */
export interface FakeCognito {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The code that every mail carries. */
  readonly code: string;
  /** Operations asked for so far, by name. */
  readonly calls: string[];
  /** While set, every operation but the key set answers this error. */
  failWith: string | undefined;
  /** Holds back answers to refreshes until it resolves. */
  refreshGate: Promise<void> | undefined;
  addUser(
    email: string,
    options?: { groups?: readonly string[]; confirmed?: boolean; challenge?: string },
  ): FakeUser;
  /** An access token; `claims` replace the usual ones. */
  accessToken(user: FakeUser, claims?: Record<string, unknown>): string;
  close(): Promise<void>;
}

export const password = 'correct horse battery';

export async function startFakeCognito(): Promise<FakeCognito> {
  const pool = createFakeUserPool();
  const { userPoolId, clientId } = pool;
  const users = new Map<string, FakeUser>();
  const refreshTokens = new Map<string, FakeUser>();
  const code = '123456';

  const fake: Omit<FakeCognito, 'endpoint' | 'close'> = {
    userPoolId,
    clientId,
    code,
    calls: [],
    failWith: undefined,
    refreshGate: undefined,
    addUser(email, { groups = [], confirmed = true, challenge } = {}) {
      const name = email.split('@')[0] ?? '';
      const user = { sub: randomUUID(), email, name, password, confirmed, groups, challenge };
      users.set(email, user);
      return user;
    },
    accessToken({ sub, groups }, claims = {}) {
      return pool.accessToken(sub, {
        ...(groups.length > 0 && { 'cognito:groups': groups }),
        ...claims,
      });
    },
  };

  function tokens(user: FakeUser) {
    const RefreshToken = randomUUID();
    refreshTokens.set(RefreshToken, user);
    return {
      AuthenticationResult: {
        AccessToken: fake.accessToken(user),
        RefreshToken,
        ExpiresIn: sessionSeconds.access,
      },
    };
  }

  function userOf(body: Body): FakeUser {
    const user = users.get(String(body.Username));
    if (!user) throw new Error('UserNotFoundException');
    return user;
  }

  const operations: Record<string, (body: Body) => unknown> = {
    SignUp(body) {
      const email = String(body.Username);
      if (String(body.Password).length < 14) throw new Error('InvalidPasswordException');
      if (users.has(email)) throw new Error('UsernameExistsException');
      fake.addUser(email, { confirmed: false }).password = String(body.Password);
      return { UserConfirmed: false, UserSub: 'sub' };
    },
    ResendConfirmationCode(body) {
      if (userOf(body).confirmed) throw new Error('InvalidParameterException');
      return {};
    },
    ConfirmSignUp(body) {
      const user = userOf(body);
      if (user.confirmed) throw new Error('NotAuthorizedException');
      if (body.ConfirmationCode !== code) throw new Error('CodeMismatchException');
      user.confirmed = true;
      return {};
    },
    InitiateAuth({ AuthParameters }) {
      const user = userOf({ Username: AuthParameters?.USERNAME });
      if (user.password !== AuthParameters?.PASSWORD) throw new Error('NotAuthorizedException');
      if (!user.confirmed) throw new Error('UserNotConfirmedException');
      return user.challenge ? { ChallengeName: user.challenge } : tokens(user);
    },
    async GetTokensFromRefreshToken(body) {
      await fake.refreshGate;
      const user = refreshTokens.get(String(body.RefreshToken));
      if (!user) throw new Error('NotAuthorizedException');
      return tokens(user);
    },
    RevokeToken(body) {
      refreshTokens.delete(String(body.Token));
      return {};
    },
    ForgotPassword(body) {
      userOf(body);
      return {};
    },
    ConfirmForgotPassword(body) {
      if (body.ConfirmationCode !== code) throw new Error('CodeMismatchException');
      if (String(body.Password).length < 14) throw new Error('InvalidPasswordException');
      userOf(body).password = String(body.Password);
      return {};
    },
    GetUser(body) {
      const [, payload = ''] = String(body.AccessToken).split('.');
      const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const user = [...users.values()].find((one) => one.sub === sub);
      if (!user) throw new Error('NotAuthorizedException');
      const UserAttributes = Object.entries({ sub, email: user.email, name: user.name });
      return { UserAttributes: UserAttributes.map(([Name, Value]) => ({ Name, Value })) };
    },
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    if (request.url === pool.keySetPath) return answer(200, pool.keySet);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    fake.calls.push(operation);
    try {
      if (fake.failWith) throw new Error(fake.failWith);
      const body: Body = JSON.parse(Buffer.concat(chunks).toString());
      answer(200, await operations[operation]?.(body));
    } catch (error) {
      const { message } = error as Error;
      answer(message === 'InternalErrorException' ? 500 : 400, { __type: message, message });
    }
  });
  const { url, close } = await listen(server);
  return Object.assign(fake, { endpoint: url, close });
}
