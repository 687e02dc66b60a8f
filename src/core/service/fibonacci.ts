/**
 * The exact nth Fibonacci number, F(1) = F(2) = 1, by fast doubling over the bits of n
 * (F(2k) = F(k)(2F(k+1) - F(k)), F(2k+1) = F(k)^2 + F(k+1)^2).
 *
 * @example fibonacci(10) // 55n
 */
export const fibonacci = (n: number): bigint => {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not a natural number: ${n}`);
  let [current, next] = [0n, 1n];
  for (const bit of n.toString(2)) {
    const doubled = current * (2n * next - current);
    const odd = current * current + next * next;
    [current, next] = bit === '1' ? [odd, doubled + odd] : [doubled, odd];
  }
  return current;
};
