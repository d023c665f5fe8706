/**
 * The texts of the screens. zh-CN is in the first load, every other language
 * comes when it is chosen. A key has one of two sources: app/ holds the
 * screens' own words, modules/ holds what the server's modules export (names of
 * states, permissions, and a sentence for every fault). The log-in has the
 * modules' words that it needs; the others come while somebody logs in. The
 * words of a large area stand in areas/ and come with its routes, so that the
 * first load does not pay for them. Keys are flat, and placeholders are {name},
 * as the modules write them.
 */
import i18next, { type i18n as I18n } from 'i18next'
import zhApp from './app/zh-CN.json'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

type Texts = Record<string, string>
const atLogin = import.meta.glob<Texts>(['./modules/auth.zh-CN.json', './modules/httpapi.zh-CN.json'], { eager: true, import: 'default' })
const moduleTexts = import.meta.glob<Texts>(['./modules/*.json', '!./modules/auth.zh-CN.json', '!./modules/httpapi.zh-CN.json'], { import: 'default' })

const areaTexts = import.meta.glob<Texts>('./areas/*.json', { import: 'default' })
const areas = new Map<string, Promise<void>>()

const merged = (parts: Iterable<Texts>): Texts => Object.assign({}, ...parts)

const loading = new Map<Locale, Promise<void>>()

/** The words of a locale, each fetched once. */
function load(locale: Locale): Promise<void> {
  const there = loading.get(locale)
  if (there) return there
  const modules = Object.entries(moduleTexts).filter(([file]) => file.endsWith(`.${locale}.json`)).map(([, get]) => get())
  const app = locale === 'zh-CN' ? zhApp : import('./app/en.json').then((m) => m.default as Texts)
  const all = Promise.all([app, ...modules]).then((parts) => { i18next.addResourceBundle(locale, 'app', merged(parts), true, true) })
  loading.set(locale, all)
  all.catch(() => loading.delete(locale))
  return all
}

/** Resolves once every word of the screen's language is there. */
export const textsReady = (): Promise<void> => load(i18next.language as Locale)

/** Fetches the words of an area in a locale; once they are there it costs nothing. */
async function loadArea(area: string, locale: string): Promise<void> {
  const get = areaTexts[`./areas/${area}.${locale}.json`]
  if (get) i18next.addResourceBundle(locale, 'app', await get(), true, true)
}

/** The words of an area, for a route that is about to be shown; later languages bring them by themselves. */
export function needTexts(area: string): Promise<void> {
  const there = areas.get(area)
  if (there) return there
  const all = bring(area)
  areas.set(area, all)
  all.catch(() => areas.delete(area))
  return all
}

/** In the language of the moment, and once more where it was changed meanwhile: who logs in may have another than the page began with. */
async function bring(area: string): Promise<void> {
  for (let now = ''; now !== i18next.language;) {
    now = i18next.language
    await Promise.all([...new Set([now, 'zh-CN'])].map((l) => loadArea(area, l)))
  }
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
    resources: { 'zh-CN': { app: merged([...Object.values(atLogin), zhApp]) } },
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
  })
  if (locale !== 'zh-CN') await switchLocale(locale)
  return i18next
}

/** Changes the language of every screen; resolves once its texts are there. */
export async function switchLocale(locale: Locale): Promise<void> {
  await load(locale)
  for (let n = -1; n !== areas.size;) { // those that are asked for meanwhile as well
    n = areas.size
    await Promise.all([...areas.keys()].map((area) => loadArea(area, locale)))
  }
  await i18next.changeLanguage(locale)
  if (typeof document !== 'undefined') document.documentElement.lang = locale
  if (typeof localStorage !== 'undefined') localStorage.setItem('archwire.locale', locale)
}

/**
 * The sentence of a fault code ("visits.chair_taken") with its arguments. An
 * unknown code gives the general sentence with the code, so that it can be told
 * over the phone. A permission is named in words as well.
 */
export function faultText(code: string, args: Record<string, unknown> = {}): string {
  if (!i18next.exists(`fault.${code}`)) return i18next.t('app.unknown_fault', { code })
  const right = `permission.${String(args.permission)}`
  return i18next.t(`fault.${code}`, (i18next.exists(right) ? { ...args, permission: i18next.t(right) } : args) as Record<string, string>)
}
