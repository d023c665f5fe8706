import { useTranslation } from 'react-i18next'
import type { Category, Item } from './queries'

/** Names of items and categories in the reader's language, as far as they have one. */
export function useItemWords() {
  const { i18n } = useTranslation()
  const en = i18n.language === 'en'
  return {
    name: (i: Item): string => (en && i.name_en) || i.name_zh,
    category: (c: Category | undefined): string => (c ? (en && c.name_en) || c.name_zh : ''),
    note: (i: Item): string => (en && i.note_en) || i.note_zh,
  }
}
