import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { failureOf } from '../api/failure';
import { useChangeTags, useTags } from '../api/tags';
import { any } from '../forms/errors';
import { tagsSummary } from '../forms/summary';
import { TagFields } from '../forms/TagFields';
import { checkTags, type TagForm } from '../forms/tags';
import { ErrorState } from './ErrorState';
import { Loading } from './Loading';

/** The tags of an App Runner resource, edited in their place; a change takes effect at once. */
export function TagsContainer({ arn, description }: { arn: string; description: string }) {
  const tags = useTags(arn);
  const [edited, setEdited] = useState<TagForm[]>();
  const header = (
    <Header
      variant="h2"
      description={description}
      actions={
        tags.data &&
        !edited && (
          <Button ariaLabel="Edit tags" onClick={() => setEdited(tags.data)}>
            Edit
          </Button>
        )
      }
    >
      Tags
    </Header>
  );
  if (tags.isPending)
    return (
      <Container header={header}>
        <Loading what="the tags" />
      </Container>
    );
  if (tags.isError) return <ErrorState what="The tags" error={tags.error} retry={tags.refetch} />;
  if (edited) {
    return (
      <Container header={header}>
        <Editor arn={arn} before={tags.data} tags={edited} change={setEdited} />
      </Container>
    );
  }
  return (
    <Container header={header}>
      {tags.data.length > 0 ? (
        <KeyValuePairs columns={3} items={tagsSummary(tags.data)} />
      ) : (
        <Box color="text-body-secondary">No tags.</Box>
      )}
    </Container>
  );
}

interface EditorProps {
  arn: string;
  before: TagForm[];
  tags: TagForm[];
  /** Undefined ends the editing. */
  change(tags: TagForm[] | undefined): void;
}

function Editor({ arn, before, tags, change }: EditorProps) {
  const save = useChangeTags(arn);
  const [attempted, setAttempted] = useState(false);
  const errors = checkTags(tags);
  const submit = () => {
    setAttempted(true);
    if (!any(errors)) save.mutate({ before, after: tags }, { onSuccess: () => change(undefined) });
  };
  return (
    <Form
      errorText={save.error ? failureOf(save.error).message : undefined}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={() => change(undefined)}>
            Cancel
          </Button>
          <Button variant="primary" loading={save.isPending} onClick={submit}>
            Save tags
          </Button>
        </SpaceBetween>
      }
    >
      <TagFields value={tags} onChange={change} errors={attempted ? errors : {}} />
    </Form>
  );
}
