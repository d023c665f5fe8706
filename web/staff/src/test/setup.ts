import { afterEach, beforeAll } from 'vitest'
import { cleanup, configure } from '@testing-library/react'

// A busy machine draws late; nothing here is about speed.
configure({ asyncUtilTimeout: 15_000 })

// What the kit of the screens asks of a browser and jsdom does not have.
class Observer {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeAll(() => {
  globalThis.ResizeObserver ??= Observer as unknown as typeof ResizeObserver
  window.matchMedia ??= ((query: string) => ({
    matches: false, media: query, onchange: null,
    addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false,
  })) as unknown as typeof window.matchMedia
})

afterEach(cleanup)
