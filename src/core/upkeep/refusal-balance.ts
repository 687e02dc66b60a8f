/** Finds the calls a second that a service's answers point to. */
export interface RefusalBalance {
  /** The rate after an answer to a call that was made at this rate; without a limit, it was made at infinity. */
  next(refused: boolean, perSecond: number, nowMs: number): number;
  /** The answer to a call that was repeated at once after a refusal. */
  repeated(refused: boolean): void;
}

/** Above this a limit no longer matters. */
export const mostPerSecond = 500;
const startPerSecond = 50;

/** What a refusal does to the rate, and what an accepted call does: at one refusal in five they cancel out. */
const slowDown = 0.7;
const speedUp = slowDown ** -0.25;

/** How many times rarer a repeated call may be accepted than others for refusals to be taken for chance. */
const doubt = 1.5;
/** Below this, being refused is so common that a repetition tells nothing. */
const leastAccepted = 0.4;
const meterMs = 500;
/** Answers that a share goes by. */
const remembered = 16;

/**
 * A refusal slows down and an accepted call speeds up, so that the rate settles near the capacity of a service. Where
 * others use up the same account's limit, calls are refused whatever our rate is, and such a rate would fall to nothing.
 * The two are told apart by repeating some refused calls at once: what is out of capacity refuses them again, and
 * where refusals are chance they fare as all others do. The more they do, the less a refusal slows down.
 */
export const createRefusalBalance = (): RefusalBalance => {
  const accepts = createRateMeter(meterMs);
  const first = createShare(1);
  const again = createShare(0.15);

  return {
    next: (refused, perSecond, nowMs) => {
      first.add(!refused);
      if (!refused) {
        accepts.add(nowMs);
        return perSecond * speedUp;
      }
      const from = Math.max(startPerSecond, accepts.at(nowMs));
      if (perSecond === Number.POSITIVE_INFINITY) return Math.min(mostPerSecond, from);
      const byCapacity = Math.max(
        0,
        1 - (doubt * again.value()) / Math.max(leastAccepted, first.value()),
      );
      return Math.min(mostPerSecond, perSecond * slowDown ** byCapacity);
    },
    repeated: (refused) => again.add(!refused),
  };
};

/** How often something was so, of late: a mean at first, then what is older counts less. */
const createShare = (assumed: number) => {
  let share = assumed;
  let answers = 1;
  return {
    value: () => share,
    add(so: boolean): void {
      answers = Math.min(remembered, answers + 1);
      share += ((so ? 1 : 0) - share) / answers;
    },
  };
};

/** Events a second, the older the less they count. */
const createRateMeter = (windowMs: number) => {
  let perSecond = 0;
  let lastMs = 0;
  const at = (nowMs: number): number => perSecond * Math.exp((lastMs - nowMs) / windowMs);
  return {
    at,
    add(nowMs: number): void {
      perSecond = at(nowMs) + 1000 / windowMs;
      lastMs = nowMs;
    },
  };
};
