import i18next from 'i18next'

/** The address of a paper, in the language of the screen. */
export function paperAt(path: string, query: Record<string, string> = {}): string {
  const locale = i18next.language === 'en' ? 'en' : 'zh-CN'
  return `/api/v1${path}?${new URLSearchParams({ ...query, locale })}`
}

/** Shows a paper in a tab of its own, where the browser prints it. */
export function showPaper(url: string): void {
  window.open(url, '_blank', 'noopener')
}
