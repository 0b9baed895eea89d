import { randomBytes } from 'node:crypto';
import { mockCall } from '../../../../infra/recording/mock-outputs.ts';
import { defaultsKey, diffInputs } from '../diff-inputs.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { StandIn } from '../plugin/protocol.ts';
import { conductOf } from '../replacements.ts';
import { checkInputs } from '../schema/check-inputs.ts';
import type { Schemas } from '../schema/schemas.ts';
import { isProperties, type Properties } from '../values.ts';

/** Characters that the provider adds to names: hexadecimal digits. */
const suffixLength = 7;

/**
 * The provider of AWS on an account that is made up: it takes what the real one's schema takes, names
 * and replaces as the real one does, and answers what AWS would.
 */
export function awsStandIn(inventory: Inventory, schemas: Schemas): StandIn {
  return {
    version: schemas.version,

    async check({ type, name, olds, news }) {
      const inputs = withName(type, name, olds, news);
      return { inputs, failures: checkInputs(schemas.resource(type), inputs) };
    },

    async diff({ type, oldInputs, news }) {
      const conduct = conductOf(type);
      const answer = diffInputs(conduct, oldInputs, news);
      // Other user data can be given to an instance that stands still for a moment.
      const replaces = answer.replaces.filter(
        (path) => path !== 'userData' || news.userDataReplaceOnChange === true,
      );
      return { ...answer, replaces };
    },

    async create({ type, name, inputs, preview }) {
      if (preview) return { id: '', outputs: inputs };
      const { [defaultsKey]: _, ...asked } = inputs;
      const { id, outputs } = await inventory.create(type, name, asked);
      return { id, outputs };
    },

    async read({ type, id, inputs }) {
      const found = inventory.get(type, id);
      if (!found) return { inputs: {}, outputs: {} };
      const { [defaultsKey]: defaults } = inputs;
      return {
        id: found.id,
        inputs: { ...found.inputs, ...(defaults !== undefined && { [defaultsKey]: defaults }) },
        outputs: found.outputs,
      };
    },

    async update({ type, id, olds, oldInputs, news, preview }) {
      const { [defaultsKey]: _, ...asked } = news;
      if (!preview) return (await inventory.update(type, id, asked)).outputs;
      const { renewed = [] } = conductOf(type);
      const known = Object.entries(olds).filter(([key]) => !renewed.includes(key));
      return planned(Object.fromEntries(known), oldInputs, asked);
    },

    delete: ({ type, id }) => inventory.delete(type, id),

    invoke: ({ token, args }) => mockCall({ token, inputs: { ...args } }),
  };
}

/** What is known of outputs before an update: what was asked for, and what AWS has added to that. */
function planned(olds: Properties, oldInputs: Properties, news: Properties): Properties {
  return {
    ...Object.fromEntries(Object.entries(olds).filter(([key]) => !(key in oldInputs))),
    ...Object.fromEntries(
      Object.entries(news).map(([key, value]) => {
        const [old, oldInput] = [olds[key], oldInputs[key]];
        const within = isProperties(value) && isProperties(old) && isProperties(oldInput);
        return [key, within ? planned(old, oldInput, value) : value];
      }),
    ),
  };
}

/** Fills in the name that the program leaves to the provider, the same for as long as it is there. */
function withName(type: string, name: string, olds: Properties, news: Properties): Properties {
  const { named } = conductOf(type);
  if (named === undefined || news[named] !== undefined) return news;
  if (news[`${named}Prefix`] !== undefined) return news;
  const before = Array.isArray(olds[defaultsKey]) && olds[defaultsKey].includes(named);
  const drawn = `${name}-${randomBytes(4).toString('hex').slice(0, suffixLength)}`;
  return { ...news, [named]: before ? olds[named] : drawn, [defaultsKey]: [named] };
}
