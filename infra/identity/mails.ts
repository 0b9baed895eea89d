import { hostOf } from '@tidecast/platform/naming/hosts';

/** Texts of Cognito's mails. It replaces `{####}` with the code or password; the body is HTML. */

/** For signing up, changing the address and resetting the password. */
export const verificationMail = {
  emailSubject: 'Your Tidecast code',
  emailMessage:
    'Your code is <b>{####}</b>.<br>If you did not ask for it, ignore this mail: ' +
    'without the code nothing happens.',
} as const;

/**
 * To an administrator whose account was just made.
 *
 * @param domain - the site's
 * @param days - how long the password is valid
 */
export function invitationMail(domain: string, days: number) {
  const links = [hostOf('argocd', domain), hostOf('grafana', domain)]
    .map((host) => `<a href="https://${host}">${host}</a>`)
    .join(' and ');
  return {
    emailSubject: `You administer ${domain}`,
    emailMessage:
      `Sign in at ${links} as <b>{username}</b> with the password <b>{####}</b>. ` +
      `It is good for ${days} days, and you will be asked to choose one of your own.`,
  };
}
