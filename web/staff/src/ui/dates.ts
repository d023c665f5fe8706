import i18next from 'i18next'

/** The calendars of the fields count weeks and name months in the language of the screen. */
export async function chineseDates(): Promise<void> {
  const [{ default: dayjs }] = await Promise.all([import('dayjs'), import('dayjs/locale/zh-cn')])
  const follow = (language: string) => dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en')
  follow(i18next.language)
  i18next.off('languageChanged', follow)
  i18next.on('languageChanged', follow)
}
