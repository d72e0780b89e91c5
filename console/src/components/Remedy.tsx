import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useClients } from '../api/context';
import { failureOf } from '../api/failure';
import { run, runnable } from '../api/run';
import { useNotify } from '../shell/page';
import { Command } from './Command';

/** Commands that mend something: to be copied, or run from here, in their order, exactly as they are shown. */
export function Remedy({ text, commands, onDone }: { text?: ReactNode; commands?: string[]; onDone?: () => void }) {
  const clients = useClients();
  const queries = useQueryClient();
  const notify = useNotify();
  const [count, setCount] = useState(0);
  const steps = runnable(commands ?? []);
  const apply = useMutation({
    mutationFn: () => run(clients, steps ?? [], setCount),
    onSettled: () => queries.invalidateQueries(),
    onSuccess: () => {
      notify({ type: 'success', content: 'The fix is applied. New connections meet it at once.' });
      onDone?.();
    },
  });
  if (!text && !commands?.length) return null;
  return (
    <SpaceBetween size="xs">
      {text && <Box>{text}</Box>}
      {commands?.map((command) => (
        <Command key={command} text={command} />
      ))}
      {steps && !apply.isSuccess && (
        <Button
          loading={apply.isPending}
          loadingText={`Step ${count + 1} of ${steps.length}`}
          onClick={() => apply.mutate()}
        >
          Apply this fix
        </Button>
      )}
      {apply.isError && (
        <Alert type="error" header={`Step ${count + 1} of ${steps?.length} was refused`}>
          {failureOf(apply.error).message}
          {count > 0 && ` The ${count === 1 ? 'step' : `${count} steps`} before it stand.`}
        </Alert>
      )}
    </SpaceBetween>
  );
}
