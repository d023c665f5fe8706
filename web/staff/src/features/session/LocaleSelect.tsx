import { useTranslation } from 'react-i18next'
import { LOCALES, type Locale } from '@archwire/i18n'
import { Choice } from '../../ui/Choice'

/** The languages of the screens, each in its own words. */
export function LocaleSelect({ onPick }: { onPick: (l: Locale) => void }) {
  const { t, i18n } = useTranslation()
  return <Choice<Locale> label={t('app.language')} value={i18n.language as Locale} onPick={onPick} options={LOCALES.map((l) => ({ value: l, label: t(`app.lang.${l}`) }))} />
}
