import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { parseTarget, useExplain } from '../../api/explain';
import { ErrorState } from '../../components/ErrorState';
import { Explanation } from './Explanation';
import type { ServiceTabProps } from './ServicePage';

/** Asks why the service can't reach something. The question is part of the page's address, so that it can be sent to others. */
export function WhyNot({ service }: ServiceTabProps) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('to') ?? '';
  const [text, setText] = useState(asked);
  const [protocol, setProtocol] = useState<'tcp' | 'udp'>(search.get('protocol') === 'udp' ? 'udp' : 'tcp');
  const [wrong, setWrong] = useState('');
  const { mutate, ...answer } = useExplain();
  const name = service.ServiceName ?? '';

  // A link with a question in it is answered as it is opened; so is one that the picture asks.
  useEffect(() => {
    setText(asked);
    const target = parseTarget(asked);
    if (asked && typeof target === 'object') mutate({ service: name, ...target, protocol });
  }, [asked, protocol, name, mutate]);

  // An update of the service, which a fix may be, is another way out.
  const updated = service.Status === 'OPERATION_IN_PROGRESS' ? undefined : service.UpdatedAt?.getTime();
  const answered = useRef(updated);
  useEffect(() => {
    if (updated === undefined || updated === answered.current) return;
    answered.current = updated;
    const target = parseTarget(asked);
    if (asked && typeof target === 'object') mutate({ service: name, ...target, protocol });
  }, [updated, asked, protocol, name, mutate]);

  const ask = (event?: SubmitEvent) => {
    event?.preventDefault();
    const target = parseTarget(text);
    if (typeof target === 'string') {
      setWrong(target);
      return;
    }
    setWrong('');
    if (text === asked) mutate({ service: name, ...target, protocol });
    else
      setSearch((before) => {
        before.set('to', text);
        before.set('protocol', protocol);
        return before;
      });
  };
  return (
    <Container
      header={
        <Header variant="h2" description="Follows a packet through the network as it is, and sends a real one.">
          Why can't I reach…?
        </Header>
      }
    >
      <SpaceBetween size="l">
        <form onSubmit={ask}>
          <Form>
            <SpaceBetween size="s">
              <FormField label="Host and port" errorText={wrong} stretch>
                <Input
                  value={text}
                  onChange={({ detail }) => setText(detail.value)}
                  placeholder="db.internal:5432"
                  spellcheck={false}
                />
              </FormField>
              <SpaceBetween direction="horizontal" size="s" alignItems="center">
                <SegmentedControl
                  label="Protocol"
                  selectedId={protocol}
                  options={[
                    { id: 'tcp', text: 'TCP' },
                    { id: 'udp', text: 'UDP' },
                  ]}
                  onChange={({ detail }) => setProtocol(detail.selectedId === 'udp' ? 'udp' : 'tcp')}
                />
                <Button formAction="submit" variant="primary" loading={answer.isPending} loadingText="Sending a probe">
                  Explain
                </Button>
              </SpaceBetween>
            </SpaceBetween>
          </Form>
        </form>
        <div aria-live="polite">
          {answer.isError && <ErrorState error={answer.error} retry={() => ask()} />}
          {answer.data && <Explanation report={answer.data} again={() => ask()} />}
        </div>
      </SpaceBetween>
    </Container>
  );
}
