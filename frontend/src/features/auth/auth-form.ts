import { useState } from 'react';
import { useMessages } from 'use-intl/react';
import { ApiError, isProblem } from '../../shared/api/api-error.ts';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { type FieldMistake, type FieldName, mistakeIn } from './field-rules.ts';

interface AuthFormOptions<Name extends FieldName> {
  fields: Readonly<Record<Name, string>>;
  /** Whether the password is being chosen, not repeated. */
  newPassword?: boolean;
  send: (values: Record<Name, string>) => Promise<void>;
}

/** State of an account form: values, mistakes, and whether it is being sent. */
export function useAuthForm<Name extends FieldName>(options: AuthFormOptions<Name>) {
  const { field: sentences } = useMessages().auth;
  const problemText = useProblemText();
  const [values, setValues] = useState<Record<Name, string>>(options.fields);
  const [mistakes, setMistakes] = useState<Partial<Record<FieldName, FieldMistake>>>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const names = Object.keys(options.fields) as Name[];

  async function submit(form: HTMLElement | null): Promise<void> {
    const found: Partial<Record<FieldName, FieldMistake>> = {};
    for (const name of names) {
      const mistake = mistakeIn(name, values[name], options.newPassword ?? false);
      if (mistake) found[name] = mistake;
    }
    setMistakes(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0) return focusFirstInvalid(form);
    setBusy(true);
    try {
      await options.send(values);
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(false);
    }
  }

  function refuse(error: unknown): void {
    if (isProblem(error, 'weak_password')) {
      setMistakes({ password: 'password' });
      return;
    }
    if (error instanceof ApiError && error.fields.length > 0)
      setMistakes(Object.fromEntries(error.fields.map((field) => [field, 'invalid'])));
    setProblem(problemText(error));
  }

  /** Properties of the input of a field. */
  function field(name: Name) {
    const mistake = mistakes[name];
    return {
      name,
      value: values[name],
      required: true,
      error: mistake ? sentences[mistake] : undefined,
      onChange: (event: { target: { value: string } }) => {
        setValues({ ...values, [name]: event.target.value });
        if (mistake) setMistakes({ ...mistakes, [name]: undefined });
      },
    };
  }

  return { field, submit, busy, problem };
}

function focusFirstInvalid(form: HTMLElement | null): void {
  // After React has marked the fields.
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}

/** The form under the focus or pointer: there is one on every account page. */
export function currentForm(): HTMLElement | null {
  return document.querySelector('.auth form');
}
