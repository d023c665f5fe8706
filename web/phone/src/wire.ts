/** What travels between the telephone and the clinic's server. */
export interface Words { zh: string; en: string }

export interface Choice { key: string; words: Words }

export interface Question {
  key: string
  kind: 'scale' | 'choice' | 'many' | 'number' | 'count' | 'hours' | 'yes_no' | 'stars' | 'text'
  words: Words
  options: Choice[] | null
  min: number
  max: number
  /** The question on whose answer it hangs, '' = it is always asked; and from which answer on, or on which of its answers. */
  after: string
  from: number
  any_of?: string[] | null
}

export interface Sheet {
  safety: Words
  clinic: string
  phone: string
  name: string
  doctor: string
  item: Words
  questions: Question[] | null
  says: Words[] | null
  answered: boolean
  over: boolean
}

export interface Thanks {
  /** Stands before anything else where somebody may be in danger. */
  safety?: Words
  level: 'green' | 'amber' | 'red'
  phone: string
  /** By when the doctor calls back; 0 = nobody has to. */
  call_by: number
  /** The visit that is booked; 0 = none. Absent where the server does not tell. */
  next_visit_at?: number
}

export type Answers = Record<string, string>

/** Why something did not work. 'unreached' may be tried again. */
export type Fate = 'unreached' | 'unknown' | 'over' | 'used' | 'refused'

export class Refused extends Error {
  readonly fate: Fate
  /** Keys of the questions whose answers were not taken. */
  readonly questions: string[]
  /** What the server calls it; '' = it said nothing. */
  readonly code: string
  constructor(fate: Fate, questions: string[] = [], code = '') {
    super(fate)
    this.fate = fate
    this.questions = questions
    this.code = code
  }
}

const FATES: Record<string, Fate> = { 'followup.form_not_found': 'unknown', 'followup.form_over': 'over', 'followup.form_used': 'used' }

/** How long an answer may take before it is tried again, in milliseconds. */
const PATIENCE = 20_000

interface Problem { code?: string; errors?: { field?: string }[] }

/** Asks the server. Refused where it says no, or cannot be reached. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const stop = typeof AbortController === 'function' ? new AbortController() : null
  const timer = setTimeout(() => { if (stop) stop.abort() }, PATIENCE)
  let answer: Response
  let problem: Problem = {}
  try {
    answer = await fetch(path, { credentials: 'omit', cache: 'no-store', ...init, ...(stop ? { signal: stop.signal } : {}) })
    const text = await answer.text()
    if (answer.ok) return (text ? JSON.parse(text) : undefined) as T
    problem = readable(text)
  } catch {
    throw new Refused('unreached')
  } finally {
    clearTimeout(timer)
  }
  const wrong = (problem.errors || []).map((e) => (e.field || '').replace(/^(body\.)?answers\./, ''))
  // Too many at once and a server that is starting say nothing about the form. A link that is no link finds nothing.
  const otherwise = answer.status >= 500 || answer.status === 429 ? 'unreached' : answer.status === 404 || !init.method ? 'unknown' : 'refused'
  throw new Refused(FATES[problem.code || ''] || otherwise, wrong, problem.code || '')
}

function readable(text: string): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return {}
  }
}

/** The form behind a link. */
export class Door {
  private readonly path: string
  constructor(group: string, token: string) {
    this.path = `/api/v1/followup/forms/${encodeURIComponent(group)}/${encodeURIComponent(token)}`
  }

  read(): Promise<Sheet> { return ask<Sheet>(this.path) }

  send(answers: Answers): Promise<Thanks> {
    return ask<Thanks>(this.path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ answers }) })
  }
}
