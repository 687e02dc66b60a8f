import { stringify } from 'yaml';

interface Manifest {
  readonly script: string;
  /** Instances of k6 that share the load by its execution segments. */
  readonly parallelism: number;
}

const name = 'fibimg';

/** A ConfigMap with the script and a TestRun for k6's operator: each instance leaves its points in one volume. */
export const k6Manifest = ({ script, parallelism }: Manifest): string =>
  [configMap(script), testRun(parallelism)]
    .map((document) => stringify(document, { lineWidth: 0 }))
    .join('---\n');

const configMap = (script: string) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
  data: { 'script.js': script },
});

const testRun = (parallelism: number) => ({
  ...{ apiVersion: 'k6.io/v1alpha1', kind: 'TestRun', metadata: { name } },
  spec: {
    parallelism,
    script: { configMap: { name, file: 'script.js' } },
    runner: {
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        // Kubernetes puts the name in; k6 compresses what ends in .gz.
        { name: 'K6_OUT', value: 'json=/points/$(POD_NAME).json.gz' },
      ],
      volumes: [{ name: 'points', persistentVolumeClaim: { claimName: 'fibimg-points' } }],
      volumeMounts: [{ name: 'points', mountPath: '/points' }],
    },
  },
});
