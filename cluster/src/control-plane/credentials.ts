import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The API server's credentials, created anew for each cluster. */
export interface Credentials {
  /** Token of its only user, who may do everything. */
  readonly token: string;
  readonly tokenFile: string;
  /** Signs the tokens of service accounts. */
  readonly accountKeyFile: string;
}

/** Readable only by this user. */
const mode = 0o600;

/** @param directory - where the files come to lie */
export async function writeCredentials(directory: string): Promise<Credentials> {
  const token = randomBytes(32).toString('base64url');
  const tokenFile = join(directory, 'tokens.csv');
  const accountKeyFile = join(directory, 'service-accounts.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await Promise.all([
    writeFile(tokenFile, `${token},rehearsal,rehearsal,system:masters\n`, { mode }),
    writeFile(accountKeyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode }),
  ]);
  return { token, tokenFile, accountKeyFile };
}

/**
 * A kubeconfig with everything in it, in JSON, which kubectl, Argo CD and Pulumi read as YAML.
 *
 * @param authority - certificate of the authority that signed the server's, in PEM
 */
export function kubeconfigFor(server: string, authority: string, token: string): string {
  const name = 'rehearsal';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server,
          'certificate-authority-data': Buffer.from(authority).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

/** Writes a kubeconfig that only this user can read. */
export async function writeKubeconfig(file: string, kubeconfig: string): Promise<void> {
  await writeFile(file, kubeconfig, { mode });
}
