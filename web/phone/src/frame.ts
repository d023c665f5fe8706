import { fill } from './dom'
import { word } from './pages'
import { Texts, localeOf, type Key, type More } from './texts'
import { Refused } from './wire'

/**
 * The frame that every page stands in. Each kind of link (/m/f/<group>/<token> a form, /m/c/… a check-in, /m/w/… why a
 * message came, /m/b/… whose WeChat this is) is a page of its own, so that a telephone loads only what it opens.
 */
export class Frame<K extends string = never> {
  readonly x: Texts<K>
  private readonly app = document.getElementById('app')!

  constructor(title: Key | NoInfer<K>, more?: More<K>) {
    this.x = new Texts(localeOf(navigator.languages || [navigator.language]), more)
    document.documentElement.lang = this.x.locale
    document.title = this.x.t(title)
  }

  /** Another page in the place of this one, read out from its top. */
  show(page: HTMLElement): void {
    fill(this.app, page)
    window.scrollTo(0, 0)
    const title = page.querySelector<HTMLElement>('h1[tabindex]')
    if (title && document.hasFocus()) title.focus()
  }

  unknown(): void { this.show(word(this.x.t('unknown'), this.x.t('unknown_help'))) }

  /** Opens what the address names: make its door by group and token, and what its answer looks like. */
  open<T>(kind: string, door: (group: string, token: string) => { read(): Promise<T> }, page: (t: T, token: string) => HTMLElement | null, none: () => void): void {
    const parts = new RegExp('^/m/' + kind + '/([^/]+)/([^/]+)/?$').exec(location.pathname)
    if (!parts) return none()
    const d = door(decodeURIComponent(parts[1]!), decodeURIComponent(parts[2]!))
    const load = (): void => {
      fill(this.app, word(this.x.t('loading'), ''))
      d.read().then((t) => {
        const made = page(t, parts[2]!)
        if (made) this.show(made)
      }, (e) => {
        if (e instanceof Refused && e.fate !== 'unreached') none()
        else this.show(word(this.x.t('offline'), this.x.t('offline_help'), { label: this.x.t('again'), do: load }))
      })
    }
    load()
  }
}
