import Autosuggest from '@cloudscape-design/components/autosuggest';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { EditorColumn } from '../../change/RowsEditor';
import { protocolName, trafficTypes, typeOf } from './ports';

interface Traffic {
  protocol: string;
  ports: string;
}

/** The columns for a kind of traffic: its type, protocol and ports, as the consoles of AWS have them. */
export function trafficColumns<R extends Traffic>(): EditorColumn<R>[] {
  const types = trafficTypes.map((t) => ({ value: t.name, label: t.name }));
  return [
    {
      id: 'type',
      header: 'Type',
      width: 190,
      control: (row, change, label, invalid) => (
        <Select
          ariaLabel={label}
          invalid={invalid}
          expandToViewport
          filteringType="auto"
          options={[...types, { value: 'Custom protocol', label: 'Custom protocol' }]}
          selectedOption={{ value: typeOf(row.protocol, row.ports), label: typeOf(row.protocol, row.ports) }}
          onChange={({ detail }) => {
            const type = trafficTypes.find((t) => t.name === detail.selectedOption.value);
            const chosen = type
              ? { protocol: type.protocol, ports: type.ports ?? '' }
              : { protocol: '50', ports: 'All' };
            change(chosen as Partial<R>);
          }}
        />
      ),
    },
    {
      id: 'protocol',
      header: 'Protocol',
      width: 90,
      control: (row, change, label, invalid) => {
        const custom = typeOf(row.protocol, row.ports) === 'Custom protocol';
        return (
          <Input
            ariaLabel={label}
            invalid={invalid}
            disabled={!custom}
            value={custom ? row.protocol : protocolWords(row.protocol)}
            onChange={({ detail }) => change({ protocol: detail.value.trim().toLowerCase() } as Partial<R>)}
          />
        );
      },
    },
    {
      id: 'ports',
      header: 'Port range',
      width: 120,
      control: (row, change, label, invalid) => (
        <Input
          ariaLabel={label}
          invalid={invalid}
          disabled={row.protocol === '-1'}
          value={row.ports}
          placeholder={row.protocol.startsWith('icmp') ? 'type/code' : '5432'}
          onChange={({ detail }) => change({ ports: detail.value } as Partial<R>)}
        />
      ),
    },
  ];
}

export function protocolWords(protocol: string): string {
  return protocol === '-1' ? 'All' : protocolName(protocol).toUpperCase();
}

export interface Suggestion {
  value: string;
  label?: string;
  description?: string;
}

/** A control for what is typed or chosen: an address, or the id of something that exists. */
export function Suggest(props: {
  value: string;
  suggestions: { label: string; options: Suggestion[] }[];
  placeholder: string;
  label: string;
  invalid: boolean;
  onChange(value: string): void;
}) {
  return (
    <Autosuggest
      ariaLabel={props.label}
      value={props.value}
      invalid={props.invalid}
      placeholder={props.placeholder}
      expandToViewport
      enteredTextLabel={(value) => `Use “${value}”`}
      empty="Nothing to choose"
      options={props.suggestions.filter((s) => s.options.length > 0)}
      onChange={({ detail }) => props.onChange(detail.value)}
    />
  );
}
