import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createMailbox, type Mailbox } from '../mailbox/mailbox.ts';
import { type Cognito, createCognito } from './cognito.ts';

export const poolId = 'ap-northeast-2_Tidecast1';
export const clientId = 'tidecastweb';
export const password = 'Correct-horse-9';
export const email = 'ann@example.com';

/** A pool behind the real endpoint, with the SDK's client and a clock that tests move. */
export interface CognitoTestBed {
  readonly client: CognitoIdentityProviderClient;
  readonly endpoint: AwsEndpoint;
  readonly cognito: Cognito;
  readonly mailbox: Mailbox;
  /** Moves the clock on. */
  pass(seconds: number): void;
  /** Ends everything and starts it again on the same data. */
  restart(): Promise<void>;
  /** The code mailed last. */
  lastCode(to?: string): string;
  signUp(address?: string): Promise<string>;
  /** Signs up and confirms. */
  join(address?: string): Promise<string>;
  signIn(address?: string, word?: string): Promise<Tokens>;
  close(): Promise<void>;
}

interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
  readonly ExpiresIn: number;
  readonly TokenType: string;
}

/** Made once a test file: making an RSA key takes longer than most tests. */
const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

export async function startCognitoTestBed(): Promise<CognitoTestBed> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cognito-'));
  writeFileSync(join(dataDir, 'cognito-signing-key.pem'), signingKey);
  let clock = Date.now();
  let parts = await start(dataDir, () => clock);

  const bed: CognitoTestBed = {
    get client() {
      return parts.client;
    },
    get endpoint() {
      return parts.endpoint;
    },
    get cognito() {
      return parts.cognito;
    },
    get mailbox() {
      return parts.mailbox;
    },
    pass(seconds) {
      clock += seconds * 1000;
    },
    async restart() {
      await stop(parts);
      parts = await start(dataDir, () => clock);
    },
    lastCode: (to = email) => String(parts.mailbox.list(to)[0]?.code),
    async signUp(address = email) {
      const { UserSub } = await parts.client.send(
        new SignUpCommand({
          ClientId: clientId,
          Username: address,
          Password: password,
          UserAttributes: [
            { Name: 'email', Value: address },
            { Name: 'name', Value: 'Ann' },
          ],
        }),
      );
      return String(UserSub);
    },
    async join(address = email) {
      const sub = await bed.signUp(address);
      await parts.client.send(
        new ConfirmSignUpCommand({
          ClientId: clientId,
          Username: address,
          ConfirmationCode: bed.lastCode(address),
        }),
      );
      return sub;
    },
    async signIn(address = email, word = password) {
      const { AuthenticationResult } = await parts.client.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: address, PASSWORD: word },
        }),
      );
      return AuthenticationResult as unknown as Tokens;
    },
    async close() {
      await stop(parts);
      rmSync(dataDir, { recursive: true });
    },
  };
  return bed;
}

type Parts = Awaited<ReturnType<typeof start>>;

async function start(dataDir: string, now: () => number) {
  const mailbox = createMailbox({ dataDir, log: () => {}, now });
  const cognito = createCognito({ dataDir, mailbox, now });
  cognito.ensurePool({
    poolId,
    poolName: 'tidecast-local',
    clientId,
    clientName: 'web',
    groups: ['moderators'],
    passwordPolicy: {
      MinimumLength: 10,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: false,
    },
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 30 * 86_400,
    rotationGraceSeconds: 10,
  });
  const endpoint = await startAwsEndpoint({ port: 0, host: '127.0.0.1', services: [cognito] });
  const client = new CognitoIdentityProviderClient({
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 10_000 },
  });
  return { mailbox, cognito, endpoint, client };
}

async function stop({ client, endpoint, cognito, mailbox }: Parts): Promise<void> {
  client.destroy();
  await endpoint.close();
  await cognito.close();
  mailbox.close();
}
