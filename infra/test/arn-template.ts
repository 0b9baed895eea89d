/**
 * Resource types' ARNs, as the Service Authorization Reference writes them, against ARNs of
 * policies, in which `*` and `?` stand for more than themselves.
 */

interface Token {
  /** Which characters it stands for. */
  readonly takes: (character: string) => boolean;
  /** Stands for any number of them, none included. */
  readonly repeats: boolean;
  /** The character, where it stands for one alone. */
  readonly character?: string;
}

const anything = () => true;
const nameCharacter = (character: string) => !/[/:]/.test(character);

/** Variables whose values hold slashes or colons; all others are single names. */
const compound =
  /Path|ObjectName|LogGroupName|LogStreamName|SecretId|RepositoryName|ParameterName|ScheduleName$/;

function literal(text: string): Token[] {
  return [...text].map((character) => ({
    takes: (other) => other === character,
    repeats: false,
    character,
  }));
}

function patternTokens(arn: string): Token[] {
  return [...arn].flatMap((character) =>
    character === '*' || character === '?'
      ? [{ takes: anything, repeats: character === '*' }]
      : literal(character),
  );
}

function templateTokens(template: string): Token[] {
  return template.split(/(\$\{\w+\})/).flatMap((part) => {
    const name = /^\$\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return literal(part);
    const takes = compound.test(name) ? anything : nameCharacter;
    const more = { takes, repeats: true };
    // What AWS itself gives everybody, such as its public parameters, is of no account.
    return name === 'Account' ? [more] : [{ takes, repeats: false }, more];
  });
}

/** Whether one character can stand at a place of both patterns. */
function meet(one: Token, other: Token): boolean {
  if (one.character !== undefined) return other.takes(one.character);
  if (other.character !== undefined) return one.takes(other.character);
  return true;
}

/**
 * Whether an ARN of a policy names, or can name, a resource of a type.
 *
 * @param arn - may hold `*` and `?`
 * @param template - such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`
 */
export function fitsTemplate(arn: string, template: string): boolean {
  const left = patternTokens(arn);
  const right = templateTokens(template);
  const known = new Map<number, boolean>();

  function overlap(i: number, j: number): boolean {
    const place = i * (right.length + 1) + j;
    const before = known.get(place);
    if (before !== undefined) return before;
    const result = decide(i, j);
    known.set(place, result);
    return result;
  }

  function decide(i: number, j: number): boolean {
    const [one, other] = [left[i], right[j]];
    if (!one && !other) return true;
    if (one?.repeats && overlap(i + 1, j)) return true;
    if (other?.repeats && overlap(i, j + 1)) return true;
    if (!one || !other || !meet(one, other)) return false;
    // What both would repeat at once, both can do without.
    if (one.repeats && other.repeats) return false;
    return overlap(one.repeats ? i : i + 1, other.repeats ? j : j + 1);
  }

  return overlap(0, 0);
}
