import * as tokens from '@cloudscape-design/design-tokens';
import type { CSSProperties } from 'react';

/** What picture.css draws with: Cloudscape's own colours, which follow the mode. */
export const colours = {
  '--picture-box': tokens.colorBackgroundContainerContent,
  '--picture-zone': tokens.colorBackgroundCellShaded,
  '--picture-border': tokens.colorBorderControlDefault,
  '--picture-line': tokens.colorChartsLineAxis,
  '--picture-text': tokens.colorTextBodyDefault,
  '--picture-quiet': tokens.colorTextBodySecondary,
  '--picture-flowing': tokens.colorTextStatusSuccess,
  '--picture-rejected': tokens.colorTextStatusError,
  '--picture-pending': tokens.colorTextStatusWarning,
  '--picture-selected': tokens.colorBorderItemSelected,
  '--picture-selected-box': tokens.colorBackgroundItemSelected,
  '--picture-focus': tokens.colorBorderItemFocused,
  '--picture-font': tokens.fontFamilyBase,
} as CSSProperties;
