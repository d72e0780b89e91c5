import type { KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import { cpuText, type HealthForm, memoryText, type RuntimeForm, type SourceForm } from './service';
import type { TagForm } from './tags';

type Pairs = KeyValuePairsProps.Pair[];

// What a form says, to be read and not to be changed.

export function sourceSummary(source: SourceForm): Pairs {
  return [
    { label: 'Repository type', value: source.kind === 'image' ? 'Container registry' : 'Source code repository' },
    { label: 'Provider', value: source.repository === 'ECR' ? 'Amazon ECR' : 'Public registry' },
    { label: 'Container image URI', value: source.image || '–' },
    { label: 'Deployment trigger', value: source.automatic ? 'Automatic' : 'Manual' },
    ...(source.access ? [{ label: 'Access role', value: source.access }] : []),
  ];
}

export function runtimeSummary(runtime: RuntimeForm, role: string): Pairs {
  const { environment } = runtime;
  return [
    { label: 'Virtual CPU', value: cpuText(runtime.cpu) },
    { label: 'Virtual memory', value: memoryText(runtime.memory) },
    { label: 'Port', value: runtime.port },
    { label: 'Start command', value: runtime.command || 'The image’s own' },
    // values may be secrets, and a review is looked at by more than one person
    { label: 'Environment variables', value: environment.map(({ name }) => name).join(', ') || 'None' },
    { label: 'Instance role', value: role || 'None' },
  ];
}

export function healthSummary(health: HealthForm): Pairs {
  return [
    { label: 'Protocol', value: health.protocol },
    ...(health.protocol === 'HTTP' ? [{ label: 'Path', value: health.path }] : []),
    { label: 'Interval', value: seconds(health.interval) },
    { label: 'Timeout', value: seconds(health.timeout) },
    { label: 'Healthy threshold', value: health.healthy },
    { label: 'Unhealthy threshold', value: health.unhealthy },
  ];
}

export function tagsSummary(tags: TagForm[]): Pairs {
  return tags.map(({ key, value }) => ({ label: key, value: value || '–' }));
}

function seconds(text: string): string {
  return `${text} ${text === '1' ? 'second' : 'seconds'}`;
}
