import { createPublicKey, generateKeyPair, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { diffInputs } from '../diff-inputs.ts';
import type { StandIn } from '../plugin/protocol.ts';
import { drawnConduct } from '../replacements.ts';
import { checkInputs } from '../schema/check-inputs.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { Properties } from '../values.ts';

type Draw = (inputs: Properties) => Promise<Properties>;

const generate = promisify(generateKeyPair);

/** A provider whose resources are values, drawn once and kept in the stack's state alone. */
export function drawingStandIn(draws: Readonly<Record<string, Draw>>, schemas: Schemas): StandIn {
  return {
    version: schemas.version,
    check: async ({ type, news }) => ({
      inputs: news,
      failures: checkInputs(schemas.resource(type), news),
    }),
    diff: async ({ oldInputs, news }) => diffInputs(drawnConduct, oldInputs, news),
    async create({ type, inputs, preview }) {
      const draw = draws[type];
      if (!draw) throw new Error(`The stand-in cannot generate a ${type}`);
      if (preview) return { id: '', outputs: inputs };
      const { id, ...outputs } = await draw(inputs);
      return { id: String(id), outputs: { ...inputs, ...outputs } };
    },
    read: async ({ id, inputs, outputs }) => ({ id, inputs, outputs }),
    update: async ({ olds }) => olds,
    delete: async () => {},
    invoke: async ({ token }) => {
      throw new Error(`The stand-in has no answer to ${token}`);
    },
  };
}

export const randomDraws: Readonly<Record<string, Draw>> = {
  'random:index/randomPassword:RandomPassword': async ({ length, special, ...inputs }) => {
    const classes: readonly [wanted: unknown, characters: string][] = [
      [inputs.lower, 'abcdefghijklmnopqrstuvwxyz'],
      [inputs.upper, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
      [inputs.numeric ?? inputs.number, '0123456789'],
      [special, String(inputs.overrideSpecial ?? '!@#$%&*()-_=+[]{}<>:?')],
    ];
    const characters = classes.map(([wanted, some]) => (wanted === false ? '' : some)).join('');
    const result = Array.from({ length: Number(length) }, () =>
      characters.charAt(randomInt(characters.length)),
    );
    return { id: 'none', result: result.join('') };
  },
};

export const tlsDraws: Readonly<Record<string, Draw>> = {
  'tls:index/privateKey:PrivateKey': async ({ algorithm, rsaBits }) => {
    if (algorithm !== 'RSA') throw new Error(`The stand-in draws RSA keys, not ${algorithm}`);
    const { privateKey } = await generate('rsa', { modulusLength: Number(rsaBits ?? 2048) });
    const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    return {
      id: crypto.randomUUID(),
      privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }),
      privateKeyPemPkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      publicKeyPem,
    };
  },
};
