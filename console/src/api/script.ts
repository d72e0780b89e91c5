/** A value of a call's input: what the CLI's shorthand and JSON can say. */
export type Value = string | number | boolean | Value[] | { [member: string]: Value };

/** One line of a script of aws commands. */
export interface Step {
  /** The line as it is shown and copied. */
  line: string;
  service: string;
  /** As the API names it: CreateRoute. */
  operation: string;
  /** For "aws ec2 wait NAME": what is waited for, and no operation is called. */
  wait?: string;
  input: Record<string, Value>;
  /** NAME=$(… --query PATH …): the variable that later lines use, and where its value is in the answer. */
  save?: { name: string; path: string };
}

/** Reads a line of the kind that explanations propose; undefined where it says more than this understands. */
export function parseStep(line: string): Step | undefined {
  const assigned = /^([A-Z]+)=\$\((.*)\)$/.exec(line);
  const words = splitWords(assigned?.[2] ?? line);
  const [aws, service, verb, ...rest] = words ?? [];
  if (aws !== 'aws' || !service || !verb) return undefined;
  const waiting = verb === 'wait';
  const { input, query } = options(waiting ? rest.slice(1) : rest);
  if (!input || (assigned && !query)) return undefined;
  return {
    line,
    service,
    operation: pascal(verb),
    wait: waiting ? rest[0] : undefined,
    input,
    save: assigned?.[1] && query ? { name: assigned[1], path: query } : undefined,
  };
}

/** Puts the variables that earlier lines saved into an input. */
export function substitute<T extends Value>(value: T, variables: Record<string, string>): T {
  if (typeof value === 'string') {
    return (value.startsWith('$') ? (variables[value.slice(1)] ?? value) : value) as T;
  }
  if (Array.isArray(value)) return value.map((v) => substitute(v, variables)) as T;
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, variables)])) as T;
  }
  return value;
}

/** The words of a command, quotes taken away. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*(?:((?:[^\s'"]|'[^']*'|"[^"]*")+))/gy;
  let end = 0;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    words.push((match[1] ?? '').replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
    end = pattern.lastIndex;
  }
  return line.slice(end).trim() === '' ? words : undefined;
}

/** Members that are lists where the CLI takes one shorthand. */
const lists = new Set(['IpPermissions', 'Tags', 'Resources', 'NatGatewayIds', 'TagSpecifications']);
const numbers = new Set(['RuleNumber', 'FromPort', 'ToPort', 'From', 'To', 'Type', 'Code']);

function options(words: string[]): { input?: Record<string, Value>; query?: string } {
  const input: Record<string, Value> = {};
  let query: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const option = words[i] ?? '';
    if (!option.startsWith('--')) return {};
    const next = words[i + 1];
    const value = next === undefined || next.startsWith('--') ? undefined : next;
    if (value !== undefined) i++;
    if (option === '--output') continue;
    if (option === '--query') query = value;
    else Object.assign(input, member(option.slice(2), value));
  }
  return { input, query };
}

function member(option: string, value: string | undefined): Record<string, Value> {
  // The CLI's own ways to say these.
  if (option === 'ingress' || option === 'egress') return { Egress: option === 'egress' };
  if (option === 'no-source-dest-check') return { SourceDestCheck: { Value: false } };
  const name = pascal(option);
  if (value === undefined) return option.startsWith('no-') ? { [pascal(option.slice(3))]: false } : { [name]: true };
  const read = readValue(name, value);
  return { [name]: lists.has(name) && !Array.isArray(read) ? [read] : read };
}

function readValue(name: string, text: string): Value {
  if (/^[[{]"/.test(text) || text === '[]') return JSON.parse(text);
  if (/^\w+=/.test(text)) return new Shorthand(text).members();
  return scalar(name, text);
}

function scalar(name: string, text: string): Value {
  return numbers.has(name) && /^-?\d+$/.test(text) ? Number(text) : text;
}

/** The CLI's shorthand: A=1,B=[{C=2},{C=3}],D={E=4}. */
class Shorthand {
  private at = 0;
  constructor(private readonly text: string) {}

  members(): Record<string, Value> {
    const found: Record<string, Value> = {};
    do {
      const name = this.until('=');
      this.at++;
      found[name] = this.value(name);
    } while (this.skip(','));
    return found;
  }

  private value(name: string): Value {
    if (this.skip('[')) {
      const items: Value[] = [];
      while (!this.skip(']')) {
        items.push(this.value(name));
        this.skip(',');
        if (this.at >= this.text.length) throw new Error(`${this.text} has a list without an end`);
      }
      return items;
    }
    if (this.skip('{')) {
      const inner = this.members();
      this.skip('}');
      return inner;
    }
    return scalar(name, this.until(',]}'));
  }

  private until(ends: string): string {
    const from = this.at;
    while (this.at < this.text.length && !ends.includes(this.text.charAt(this.at))) this.at++;
    return this.text.slice(from, this.at);
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

/** create-nat-gateway → CreateNatGateway */
function pascal(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
