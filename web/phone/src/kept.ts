import type { Answers } from './wire'

/** What somebody answered and has not sent yet, so that a closed page or a broken line loses nothing. */
export interface Draft { at: number; answers: Answers; sending: boolean }

const PREFIX = 'archwire.form.'
const KEPT_FOR = 14 * 24 * 3_600_000

/** The drafts of this telephone. Where nothing may be stored they live as long as the page. */
export class Drafts {
  private readonly at: string
  private readonly store: Storage | null
  private readonly now: () => number
  constructor(token: string, store: Storage | null, now: () => number = Date.now) {
    this.at = PREFIX + token
    this.store = store
    this.now = now
    this.sweep()
  }

  read(): Draft {
    try {
      const d = JSON.parse((this.store && this.store.getItem(this.at)) || '') as Draft
      if (d && d.answers && typeof d.answers === 'object') return d
    } catch {
      // Nothing is there, or somebody else wrote it: begin anew.
    }
    return { at: this.now(), answers: {}, sending: false }
  }

  write(d: Draft): void {
    try {
      if (this.store) this.store.setItem(this.at, JSON.stringify(Object.assign({}, d, { at: this.now() })))
    } catch {
      // The storage is full or closed: the page still holds the answers.
    }
  }

  forget(): void {
    try {
      if (this.store) this.store.removeItem(this.at)
    } catch {
      // It was never kept.
    }
  }

  /** Answers about somebody's health do not stay on a telephone longer than they can be sent. */
  private sweep(): void {
    try {
      for (const k of Object.keys(this.store || {})) {
        if (k.indexOf(PREFIX) !== 0) continue
        const d = JSON.parse(this.store!.getItem(k) || '{}') as Partial<Draft>
        if (!(this.now() - (d.at || 0) < KEPT_FOR)) this.store!.removeItem(k)
      }
    } catch {
      // What cannot be read cannot be swept.
    }
  }
}

/** The storage of the browser, null where it is forbidden. */
export function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
