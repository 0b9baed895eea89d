import { type AlertTopic, publishAlerts } from '../alerts/publish-alerts.ts';
import { type PolicyDocument, policy } from '../iam/policy-document.ts';

/** What Alertmanager's SNS receiver needs. */
export function alertmanagerPolicy(topic: AlertTopic): PolicyDocument {
  return policy(...publishAlerts(topic));
}
