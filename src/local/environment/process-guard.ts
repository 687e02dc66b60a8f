import { spawn } from 'node:child_process';

/** Ends processes that this one started, should this one be killed before it could end them itself. */
export interface ProcessGuard {
  watch(pid: number): void;
  forget(pid: number): void;
  /** Resolves when the guard itself is gone. */
  close(): Promise<void>;
}

/**
 * A child that sees the closed channel of a dead parent ends itself, but not one in a busy loop. So a shell, which
 * costs the environments nothing, holds a pipe from this process: when that closes, for whatever reason, it kills
 * those that are left. It is out of the terminal's process group, where Ctrl-C would reach it.
 */
const script = `
trap '' INT TERM HUP
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
[ "$pids" = "\${pids#*[0-9]}" ] || kill -9 $pids 2>/dev/null
`;

export const startProcessGuard = (): ProcessGuard => {
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no guard, as on Windows.
  const gone = new Promise<void>((resolve) => {
    shell.once('exit', () => resolve()).once('error', () => resolve());
  });
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (pid) => void shell.stdin.write(`+ ${pid}\n`),
    forget: (pid) => void shell.stdin.write(`- ${pid}\n`),
    close: () => {
      shell.ref();
      shell.stdin.end();
      return gone;
    },
  };
};
