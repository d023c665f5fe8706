import type { ThemeConfig } from 'antd'

/** Who asked their system for less movement gets none. */
const still = matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * The colours of the screens. The tints are set by hand: derived from so dark
 * a seed they come out as a muddy grey that fails the contrast rules.
 */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0f766e', colorInfo: '#0f766e', colorLink: '#0f766e', colorLinkHover: '#0b5c56',
    colorPrimaryBg: '#e6f4f2', colorPrimaryBgHover: '#d3ebe8', colorPrimaryBorder: '#8cc7c1',
    colorInfoBg: '#e6f4f2', colorInfoBorder: '#8cc7c1',
    colorSuccess: '#15803d', colorSuccessBg: '#e7f6ec', colorSuccessBorder: '#8fcaa3', colorSuccessText: '#166534',
    colorWarning: '#b45309', colorWarningBg: '#fff3e0', colorWarningBorder: '#e6bb80', colorWarningText: '#854600',
    colorError: '#b42318', colorErrorBg: '#fdecea', colorErrorBorder: '#e9aaa3', colorErrorText: '#9b1c12',
    colorText: '#17202c', colorTextSecondary: '#48535f', colorTextTertiary: '#5b6672', colorTextPlaceholder: '#6b7480', colorBgLayout: '#f4f6f8', colorBorder: '#cfd6de', colorBorderSecondary: '#e3e8ee',
    // A drawer or menu that has just opened is there at once: it keeps its events, so that focus goes where it does with movement.
    ...still && { motionDurationFast: '1ms', motionDurationMid: '1ms', motionDurationSlow: '1ms' },
    fontFamily: '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Segoe UI", system-ui, sans-serif',
  },
  components: {
    Table: { cellPaddingBlock: 7, cellPaddingInline: 10, headerBg: '#f4f6f8' },
    Menu: { itemHeight: 36 },
  },
}
