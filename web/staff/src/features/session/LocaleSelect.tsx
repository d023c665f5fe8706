import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { LOCALES, type Locale } from '@archwire/i18n'

/** The languages of the screens, each in its own words. */
export function LocaleSelect({ onPick }: { onPick: (l: Locale) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <Select<Locale> size="small" variant="borderless" aria-label={t('app.language')} value={i18n.language as Locale} onChange={onPick}
      options={LOCALES.map((l) => ({ value: l, label: t(`app.lang.${l}`) }))} />
  )
}
