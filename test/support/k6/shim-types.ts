/** What the script asks of k6. */
export interface InstanceOptions {
  readonly scenarios: Readonly<Record<string, ScenarioSettings>>;
  readonly thresholds: Readonly<Record<string, readonly { readonly threshold: string }[]>>;
  readonly systemTags: readonly string[];
}

export interface ScenarioSettings {
  readonly executor: string;
  readonly vus?: number;
  readonly iterations?: number;
  readonly rate?: number;
  readonly timeUnit?: string;
  readonly duration?: string;
  readonly preAllocatedVUs?: number;
}

export interface VirtualUserData {
  readonly bundle: string;
  /** Set when the answer to the thread's last message lies ready. */
  readonly flag: Int32Array;
  readonly idInInstance: number;
  readonly idInTest: number;
}
