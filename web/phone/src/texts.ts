import all from './texts.json'
import type { Words } from './wire'

export type Locale = keyof typeof all
export type Key = keyof (typeof all)['zh-CN']
/** The words that a page has besides those of all pages. */
export type More<K extends string = string> = Record<Locale, Record<K, string>>

/** The language of a telephone: Chinese unless it asks for another that is there. */
export function localeOf(wanted: readonly string[]): Locale {
  for (const l of wanted) {
    if (/^zh\b.*(tw|hk|mo|hant)/i.test(l)) return 'zh-TW'
    if (/^zh/i.test(l)) return 'zh-CN'
    if (/^en/i.test(l)) return 'en'
  }
  return 'zh-CN'
}

/** The words of one language: those of all pages, and those of one. */
export class Texts<K extends string = never> {
  readonly locale: Locale
  private readonly words: Record<string, string>
  constructor(locale: Locale, more?: More<K>) {
    this.locale = locale
    this.words = Object.assign({}, all[locale], more && more[locale])
  }

  t(key: Key | K, with_: Record<string, string | number> = {}): string {
    return this.words[key]!.replace(/\{(\w+)\}/g, (_, k: string) => String(with_[k] === undefined ? '' : with_[k]))
  }

  /** What the server says in two languages. */
  of(w: Words): string { return this.locale === 'en' ? w.en || w.zh : w.zh }

  /** An instant as one says it: today, tomorrow, or with its day. */
  time(at: number, now: number): string {
    const d = new Date(at)
    const clock = `${d.getHours()}:${d.getMinutes() < 10 ? '0' : ''}${d.getMinutes()}`
    const midnight = new Date(now)
    midnight.setHours(0, 0, 0, 0)
    const days = Math.floor((at - midnight.getTime()) / 86_400_000)
    if (days === 0) return this.t('today', { clock })
    if (days === 1) return this.t('tomorrow', { clock })
    return this.t('day', { month: d.getMonth() + 1, date: d.getDate(), clock })
  }
}
