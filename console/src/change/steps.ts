import type { EC2Client } from '@aws-sdk/client-ec2';
import { type Answer, type Call, commandOf, send } from '../api/calls';

/** The ids that earlier steps made, by those steps' names. */
export type Made = Record<string, string>;

/** One call of a change that takes several; later ones use what earlier ones made. */
export interface Step {
  /** Names what it makes, as a shell's variable: VPC, SUBNET_1. Unique in its list. */
  name: string;
  /** "Create subnet web-private1". */
  text: string;
  call(made: Made): Call;
  /** Where the id of what it made is in the answer: "Vpc.VpcId". */
  path?: string;
  /** Takes back what it did. */
  undo?(made: Made): Call;
  /** The step whose resource it changed, so that it is undone when that is gone; in place of an undo. */
  within?: string;
  /** Waits until what it made is of use; "aws ec2 wait" has it by this name. */
  wait?: { name: string; option: string; until(client: EC2Client, id: string): Promise<boolean> };
}

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'undone' | 'stands';

export interface Progress {
  states: Record<string, StepState>;
  made: Made;
  /** Of the step that failed, or of an undoing that did. */
  error?: unknown;
}

/** How a change begins: nothing is done. */
export function begin(steps: Step[]): Progress {
  return { states: Object.fromEntries(steps.map((s) => [s.name, 'waiting' as const])), made: {} };
}

/** How often and how long something that was made is waited for: five minutes, as Sallyport itself does. */
const pause = 1_000;
const patience = 310;

/**
 * Makes the steps that are not done yet, one after the other, and tells of each.
 * It ends at the first that fails; what the progress says is then true of what
 * stands, and the same steps can be run again from it, or undone.
 */
export async function run(
  client: EC2Client,
  steps: Step[],
  from: Progress,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  let progress: Progress = { ...from, error: undefined };
  const note = (step: Step, state: StepState, more: Partial<Progress> = {}) => {
    progress = { ...progress, ...more, states: { ...progress.states, [step.name]: state } };
    tell(progress);
  };
  for (const step of steps) {
    if (progress.states[step.name] === 'done') continue;
    note(step, 'running');
    try {
      if (!progress.made[step.name]) {
        const answer = await send(client, step.call(progress.made));
        if (step.path) note(step, 'running', { made: { ...progress.made, [step.name]: at(answer, step.path) } });
      }
      if (step.wait) await becomeUseful(client, step, progress.made);
    } catch (error) {
      note(step, 'failed', { error });
      return progress;
    }
    note(step, 'done');
  }
  return progress;
}

async function becomeUseful(client: EC2Client, step: Step, made: Made) {
  for (let i = 0; i < patience; i++) {
    if (await step.wait?.until(client, made[step.name] ?? '')) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`${step.text}: ${made[step.name]} is not available after five minutes`);
}

/**
 * Takes back what was made, the last first. What cannot be taken back stands,
 * and what it needs stands with it where the API refuses to delete that.
 */
export async function undo(
  client: EC2Client,
  steps: Step[],
  from: Progress,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  let progress = from;
  for (const step of steps.toReversed()) {
    const state = progress.states[step.name];
    const stands = state === 'done' || state === 'stands' || (state === 'failed' && progress.made[step.name]);
    if (!stands || !step.undo) continue;
    let next: StepState = 'undone';
    let error = progress.error;
    try {
      await patiently(() => send(client, step.undo?.(progress.made) as Call));
    } catch (failure) {
      next = 'stands';
      error = failure;
    }
    progress = { ...progress, error, states: { ...progress.states, [step.name]: next } };
    if (next === 'undone') progress = without(progress, step, steps);
    tell(progress);
  }
  return progress;
}

/** A step was undone: what it made is gone, and what was changed of that. */
function without(progress: Progress, step: Step, steps: Step[]): Progress {
  const { [step.name]: _, ...made } = progress.made;
  const changed = steps.filter((s) => s.within === step.name && progress.states[s.name] === 'done');
  const states = changed.map((s) => [s.name, 'undone' as const]);
  return { ...progress, made, states: { ...progress.states, ...Object.fromEntries(states) } };
}

/** What was just let go, such as a NAT gateway, keeps other things for a moment. */
async function patiently(act: () => Promise<Answer>) {
  for (let i = 0; ; i++) {
    try {
      return await act();
    } catch (error) {
      if (i >= 30 || !(error instanceof Error) || !/DependencyViolation|InUse/.test(error.name)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The steps as a script: what one makes is a variable of those that follow. */
export function scriptOf(steps: Step[]): string[] {
  const made: Made = Object.fromEntries(steps.map((s) => [s.name, `$${s.name}`]));
  return steps.flatMap((step) => {
    const command = unquoted(commandOf(step.call(made)), steps);
    if (!step.path || !used(step, steps, made)) return [command];
    const lines = [`${step.name}=$(${command} --query ${step.path} --output text)`];
    if (step.wait) lines.push(`aws ec2 wait ${step.wait.name} --${step.wait.option} $${step.name}`);
    return lines;
  });
}

function used(step: Step, steps: Step[], made: Made) {
  const variable = new RegExp(`\\$${step.name}\\b`);
  return steps.some((s) => s !== step && variable.test(JSON.stringify(s.call(made).input)));
}

/** Shells leave variables alone between single quotes. */
function unquoted(command: string, steps: Step[]): string {
  let text = command;
  for (const { name } of steps) {
    const variable = `\\$${name}(?![A-Za-z0-9_])`;
    text = text
      .replace(new RegExp(`(?<= )'${variable}'`, 'g'), `@@${name}@@`)
      .replace(new RegExp(variable, 'g'), `'"@@${name}@@"'`)
      .replaceAll(`@@${name}@@`, `$${name}`);
  }
  return text;
}

/** What is at a path such as Vpc.VpcId, or Unsuccessful.0.ResourceId, of an answer. */
function at(answer: Answer, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], answer);
  if (typeof found !== 'string') throw new Error(`the answer has no ${path}`);
  return found;
}
