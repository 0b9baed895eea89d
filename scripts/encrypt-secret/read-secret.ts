import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadStream } from 'node:tty';

/**
 * Reads a secret from standard input: a hidden line if that is a terminal, otherwise everything.
 * Never from the command line, which other users of the machine can see.
 *
 * @param question - asked on standard error
 * @throws Error if a terminal's input ends or is interrupted before the line does
 */
export async function readSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  const secret = stdin.isTTY ? await askUnseen(question, stdin, stderr) : await text(stdin);
  return secret.trim();
}

async function askUnseen(question: string, input: ReadStream, output: Writable): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(question);
  try {
    return await new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error('Nothing was entered.'));
      lines.once('line', resolve).once('SIGINT', giveUp).once('close', giveUp);
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
