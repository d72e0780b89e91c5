import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

/** A command as a shell takes it, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      textToDisplay={(<Box variant="code">{text}</Box>) as unknown as string}
      copyButtonAriaLabel="Copy the command"
      copySuccessText="Copied"
      copyErrorText="It could not be copied; select the text instead"
    />
  );
}
