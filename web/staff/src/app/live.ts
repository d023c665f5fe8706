/**
 * Keeps open screens true. One stream is held for the whole browser: the tab
 * that has the lock reads it and passes every frame on to the others; when it
 * is closed the next one takes over where it stopped. Frames carry no contents,
 * so each screen reads again under its own rights.
 */
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { Problem, problemOf } from '@archwire/api'
import { sessionOver } from './api'
import { Frames, type Frame } from './frames'

/** What happened to a thing on a screen. */
export interface Change {
  /** visits, patients, tasks: what a screen shows. */
  topic: string
  clinic?: string
  /** Narrows the topic: the day of a board. */
  key?: string
  id?: string
  /** Of the thing, after the change. */
  version?: number
}

/** Hears one change; null when frames were missed and all must be read again. */
export type Listener = (change: Change | null) => void

const PATH = '/api/v1/live/stream'
const RETRY = [1000, 2000, 5000, 10_000, 15_000]

const listeners = new Map<string, Set<Listener>>()
const watchers = new Set<() => void>()
let connected = true

/** Hears every change of a topic until the answer is called. */
export function subscribe(topic: string, fn: Listener): () => void {
  const set = listeners.get(topic) ?? new Set()
  listeners.set(topic, set.add(fn))
  return () => { set.delete(fn) }
}

/** subscribe for as long as a component is shown; fn may change between renders. */
export function useLive(topic: string, fn: Listener): void {
  const latest = useRef(fn)
  useEffect(() => { latest.current = fn })
  useEffect(() => subscribe(topic, (c) => latest.current(c)), [topic])
}

/** Every topic. */
const ANY = '*'

/**
 * What is on no screen is kept true by nobody. After any change it is not taken
 * for new any more: it is still shown at once, and read again while it is.
 */
export function useRestedQueries(): void {
  const client = useQueryClient()
  useLive(ANY, () => void client.invalidateQueries({ type: 'inactive', refetchType: 'none', predicate: (q) => (q.options as { staleTime?: unknown }).staleTime !== Infinity }))
}

/** Reads queries again whenever their topic changes. */
export function useLiveQueries(topic: string, ...keys: QueryKey[]): void {
  const client = useQueryClient()
  useLive(topic, () => { for (const queryKey of keys) void client.invalidateQueries({ queryKey }) })
}

/** False while the server cannot be heard; screens may be old then. */
export function useConnected(): boolean {
  return useSyncExternalStore((fn) => { watchers.add(fn); return () => { watchers.delete(fn) } }, () => connected)
}

function setConnected(on: boolean): void {
  if (connected === on) return
  connected = on
  for (const fn of watchers) fn()
}

type Message = { kind: 'frame'; frame: Frame } | { kind: 'connected'; on: boolean }

/** Begins to hear for an account; call the answer when it leaves. */
export function listen(account: string): () => void {
  const stop = new AbortController()
  const name = `archwire.live.${account}`
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  const stream = new Stream((m) => { hear(m); channel?.postMessage(m) })
  if (channel) channel.onmessage = (e: MessageEvent<Message>) => { if (e.data.kind === 'frame') stream.last = e.data.frame.id; hear(e.data) }
  const run = () => stream.run(stop.signal)
  // Locks exist on secure origins only; elsewhere each tab has a stream of its own.
  if (channel && navigator.locks) navigator.locks.request(name, { signal: stop.signal }, run).catch(() => {})
  else void run()
  return () => { stop.abort(); channel?.close() }
}

function hear(m: Message): void {
  if (m.kind === 'connected') return setConnected(m.on)
  if (m.frame.event === 'change') {
    const change = JSON.parse(m.frame.data) as Change
    for (const topic of [change.topic, ANY]) for (const fn of listeners.get(topic) ?? []) fn(change)
  } else if (m.frame.event === 'hello' || m.frame.event === 'reset') {
    for (const set of listeners.values()) for (const fn of set) fn(null)
  }
}

class Stream {
  /** The number of the last frame that any tab has heard. */
  last = ''
  private readonly tell: (m: Message) => void

  constructor(tell: (m: Message) => void) {
    this.tell = tell
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await this.read(signal, () => { tries = 0 })
      } catch (e) {
        if (e instanceof Problem && e.status === 401) {
          sessionOver.dispatchEvent(new Event('over'))
          return
        }
      }
      if (signal.aborted) return
      if (tries > 0) this.tell({ kind: 'connected', on: false })
      await pause(RETRY[Math.min(tries, RETRY.length - 1)]!, signal)
    }
  }

  private async read(signal: AbortSignal, open: () => void): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream', ...(this.last ? { 'Last-Event-ID': this.last } : {}) }
    const response = await fetch(PATH, { headers, signal, credentials: 'same-origin' })
    if (!response.ok || !response.body) throw await problemOf(response)
    open()
    this.tell({ kind: 'connected', on: true })
    const frames = new Frames()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const frame of frames.take(part.value)) {
        if (frame.id) this.last = frame.id
        this.tell({ kind: 'frame', frame })
      }
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const id = setTimeout(done, ms)
    signal.addEventListener('abort', () => { clearTimeout(id); done() }, { once: true })
  })
}
