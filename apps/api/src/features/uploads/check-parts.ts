import type { FieldError } from '@tidecast/contract/problem-schema';
import type { CompleteUpload } from '@tidecast/contract/uploads';
import { HttpProblem } from '@tidecast/http/problem';
import type { StoredPart } from './upload-store.ts';

/** Parts named in one answer at most: the rest would be more of the same. */
const maxNamed = 20;

/**
 * Returns the stored parts to assemble, after checking that the client's list, the bucket and the
 * declared size agree.
 *
 * @throws HttpProblem 409 `upload_incomplete`, `part_mismatch` or `size_mismatch`
 */
export function checkParts(
  listed: CompleteUpload['parts'],
  stored: readonly StoredPart[],
  declared: { readonly partCount: number; readonly size: number },
): readonly StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const etags = new Map(listed.map(({ partNumber, etag }) => [partNumber, unquoted(etag)]));
  if (etags.size < listed.length)
    throw new HttpProblem('part_mismatch', 'A part is listed more than once.');

  const parts: StoredPart[] = [];
  const missing: FieldError[] = [];
  const different: FieldError[] = [];
  for (let number = 1; number <= declared.partCount; number++) {
    const part = byNumber.get(number);
    if (!part || !etags.has(number))
      missing.push({
        path: `parts.${number}`,
        message: part ? 'is not listed' : 'has not arrived',
      });
    else if (etags.get(number) !== part.etag)
      different.push({ path: `parts.${number}`, message: `the bucket has ETag "${part.etag}"` });
    else parts.push(part);
  }
  for (const number of etags.keys())
    if (number > declared.partCount)
      different.push({ path: `parts.${number}`, message: 'is beyond the last part' });

  if (missing.length > 0)
    throw new HttpProblem(
      'upload_incomplete',
      `${missing.length} of ${declared.partCount} parts are missing.`,
      { errors: missing.slice(0, maxNamed) },
    );
  if (different.length > 0)
    throw new HttpProblem('part_mismatch', `${different.length} parts are not as listed.`, {
      errors: different.slice(0, maxNamed),
    });
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  if (total !== declared.size)
    throw new HttpProblem(
      'size_mismatch',
      `The parts add up to ${total} bytes, not to the declared ${declared.size}.`,
    );
  return parts;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
