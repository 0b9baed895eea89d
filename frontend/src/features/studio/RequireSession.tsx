import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useSession } from '../../shared/session/use-session.ts';
import { ProblemState } from '../../shared/ui/ProblemState.tsx';

interface RequireSessionProps {
  /** Title of the error shown when the session cannot be checked. */
  errorTitle: string;
  children: ReactNode;
}

/** Shows its children to signed-in people; others sign in first and come back here. */
export function RequireSession({ errorTitle, children }: RequireSessionProps) {
  const { user, error, retry } = useSession(true);
  const { pathname, search } = useLocation();
  if (user) return children;
  if (user === null) {
    return <Navigate to="/sign-in" replace state={{ from: `${pathname}${search}` }} />;
  }
  if (error) {
    return <ProblemState level={1} title={errorTitle} error={error} onRetry={() => retry()} />;
  }
  return <div className="view-loading" />;
}
