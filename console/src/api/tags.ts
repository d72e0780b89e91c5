import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-apprunner';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type TagForm, tagChanges, tagsOf } from '../forms/tags';
import { useClients, useRegion } from './context';

/** The tags of a service or a connector. */
export function useTags(arn: string) {
  const { apprunner } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'tags', arn],
    queryFn: async () => tagsOf((await apprunner.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags),
  });
}

/** Makes a resource's tags another set of them: what is new or changed first, then what goes. */
export function useChangeTags(arn: string) {
  const { apprunner } = useClients();
  const region = useRegion();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ before, after }: { before: TagForm[]; after: TagForm[] }) => {
      const { added, removed } = tagChanges(before, after);
      if (added.length > 0) await apprunner.send(new TagResourceCommand({ ResourceArn: arn, Tags: added }));
      if (removed.length > 0) await apprunner.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: removed }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [region, 'tags', arn] }),
  });
}
