import { hostOf } from '@tidecast/platform/naming/hosts';

/** Texts that Cognito mails. It puts the code or password for `{####}`; the body is HTML. */

/** To whoever signs up, changes the address or has forgotten the password. */
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
 * @param days - in which the password is good
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
