export interface RemoteAccessSetup {
  readonly clusterName: string;
  readonly region: string;
  /** Minor version, such as `1.35`. */
  readonly kubernetesVersion: string;
}

/** Only characters that have no meaning to a shell. */
const plainWord = /^[\w.-]+$/;

/**
 * What an AL2023 instance does at its first start: it installs the newest kubectl of the cluster's
 * minor version, after verifying its checksum, and points it at the cluster.
 *
 * The kubeconfig goes to the home of `ssm-user`, the user that Session Manager's shells run as and
 * that it creates at the first session. It is created here beforehand: the agent grants root only
 * to a user that it created itself, and operators need kubectl, not root.
 *
 * @throws RangeError if a value is more than a plain word
 */
export function remoteAccessUserData(setup: RemoteAccessSetup): string {
  for (const [name, value] of Object.entries(setup)) {
    if (!plainWord.test(value)) throw new RangeError(`${name} "${value}" is not a plain word`);
  }
  const { clusterName, region, kubernetesVersion } = setup;
  return `#!/bin/bash
set -euo pipefail

fetch() {
  curl --fail --silent --show-error --location --proto '=https' --tlsv1.2 \\
    --retry 10 --retry-all-errors "$@"
}

cd "$(mktemp --directory)"
version=$(fetch https://dl.k8s.io/release/stable-${kubernetesVersion}.txt)
fetch --remote-name "https://dl.k8s.io/release/$version/bin/linux/amd64/kubectl"
sum=$(fetch "https://dl.k8s.io/release/$version/bin/linux/amd64/kubectl.sha256")
echo "$sum  kubectl" | sha256sum --check --strict
install --mode 0755 kubectl /usr/local/bin/kubectl

id ssm-user || useradd --create-home ssm-user
sudo --user ssm-user --set-home \\
  aws eks update-kubeconfig --region ${region} --name ${clusterName} --alias ${clusterName}
`;
}
