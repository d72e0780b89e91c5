import { UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-apprunner';
import { waitUntilNatGatewayAvailable } from '@aws-sdk/client-ec2';
import { isOperation, send } from './calls';
import type { Clients } from './clients';
import { parseStep, type Step, substitute, type Value } from './script';

/** The steps of a script, if all of it can be run from here. */
export function runnable(commands: string[]): Step[] | undefined {
  const steps = commands.map(parseStep);
  return commands.length > 0 && steps.every((s) => s !== undefined && known(s)) ? (steps as Step[]) : undefined;
}

function known({ service, operation, wait }: Step): boolean {
  if (service === 'apprunner') return operation === 'UpdateService';
  return service === 'ec2' && (wait ? wait === 'nat-gateway-available' : isOperation(operation));
}

/** Runs a script's steps one after the other through the public API, and tells of each that is done. */
export async function run(clients: Clients, steps: Step[], done: (count: number) => void): Promise<void> {
  const variables: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const input = substitute(step.input, variables);
    const answer = await call(clients, step, input);
    if (step.save) variables[step.save.name] = at(answer, step.save.path);
    done(index + 1);
  }
}

async function call(clients: Clients, step: Step, input: Record<string, Value>): Promise<object> {
  if (step.wait) {
    return waitUntilNatGatewayAvailable(
      { client: clients.ec2, maxWaitTime: 300, minDelay: 1, maxDelay: 2 },
      { NatGatewayIds: input.NatGatewayIds as string[] },
    );
  }
  if (isOperation(step.operation)) return send(clients.ec2, { operation: step.operation, input });
  return clients.apprunner.send(new UpdateServiceCommand(input as unknown as UpdateServiceCommandInput));
}

/** What is at a path such as NatGateway.NatGatewayId of an answer. */
function at(answer: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], answer);
  if (typeof found !== 'string') throw new Error(`the answer has no ${path}`);
  return found;
}
