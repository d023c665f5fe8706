/**
 * The texts of the screens. zh-CN is in the first load, every other language
 * comes when it is chosen. A key has one of two sources: app/ holds the
 * screens' own words, modules/ holds what the server's modules export (names of
 * states, permissions, and a sentence for every fault). Keys are flat, and
 * placeholders are {name}, as the modules write them.
 */
import i18next, { type i18n as I18n } from 'i18next'
import zhApp from './app/zh-CN.json'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

type Texts = Record<string, string>
const zhModules = import.meta.glob<Texts>('./modules/*.zh-CN.json', { eager: true, import: 'default' })
const enModules = import.meta.glob<Texts>('./modules/*.en.json', { import: 'default' })

const merged = (parts: Iterable<Texts>): Texts => Object.assign({}, ...parts)

async function load(locale: Locale): Promise<void> {
  if (i18next.hasResourceBundle(locale, 'app')) return
  const [app, ...modules] = await Promise.all([
    import('./app/en.json').then((m) => m.default as Texts),
    ...Object.values(enModules).map((get) => get()),
  ])
  i18next.addResourceBundle(locale, 'app', merged([...modules, app]))
}

/** The locale that a person chose before, or what the browser asks for. */
export function preferredLocale(): Locale {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('archwire.locale')
  if (kept && (LOCALES as readonly string[]).includes(kept)) return kept as Locale
  return typeof navigator !== 'undefined' && /^en/i.test(navigator.language) ? 'en' : 'zh-CN'
}

/** Starts the texts in a locale. Plug-ins (the binding to the view) are passed in. */
export async function startTexts(locale: Locale, use: (i: I18n) => I18n = (i) => i): Promise<I18n> {
  await use(i18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'app',
    ns: ['app'],
    keySeparator: false,
    nsSeparator: false,
    resources: { 'zh-CN': { app: merged([...Object.values(zhModules), zhApp as Texts]) } },
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
  })
  if (locale !== 'zh-CN') await switchLocale(locale)
  return i18next
}

/** Changes the language of every screen; resolves once its texts are there. */
export async function switchLocale(locale: Locale): Promise<void> {
  await load(locale)
  await i18next.changeLanguage(locale)
  if (typeof document !== 'undefined') document.documentElement.lang = locale
  if (typeof localStorage !== 'undefined') localStorage.setItem('archwire.locale', locale)
}

/**
 * The sentence of a fault code ("visits.chair_taken") with its arguments. An
 * unknown code gives the general sentence with the code, so that it can be told
 * over the phone.
 */
export function faultText(code: string, args: Record<string, unknown> = {}): string {
  if (!i18next.exists(`fault.${code}`)) return i18next.t('app.unknown_fault', { code })
  return i18next.t(`fault.${code}`, args as Record<string, string>)
}
