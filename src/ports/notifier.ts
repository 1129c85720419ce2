/** Somebody outside who is told of alerts. */
export type Notice = {
  /** The alert's own: the same however often it is sent, so that the other side can tell. */
  readonly id: string;
  readonly type: string;
  /** Seconds, UTC. */
  readonly createdAt: number;
  /** Canonical JSON. */
  readonly body: string;
};

export type Notifier = {
  /** Whose alerts. */
  readonly tenant: string;
  /** As much of the address as may be shown. */
  readonly label: string;
  /** Resolves once the other side said that it has it; throws what went wrong. */
  readonly notify: (notice: Notice) => Promise<void>;
};
