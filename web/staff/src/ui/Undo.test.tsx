import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { initReactI18next } from 'react-i18next'
import { startTexts } from '@archwire/i18n'
import { UndoProvider, useUndo } from './Undo'

beforeAll(async () => { await startTexts('zh-CN', (i) => i.use(initReactI18next)) })

let door: ReturnType<typeof useUndo>
function Page() {
  door = useUndo()
  return null
}
const page = () => render(<UndoProvider><Page /></UndoProvider>)
const back = () => fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })

/** A change whose answer comes when it is told to. */
function change(label: string, undo: () => Promise<void> | void) {
  let arrive = () => {}
  const answer = new Promise<void>((resolve) => { arrive = resolve })
  void door.during(answer.then(() => door.offer({ label, undo })))
  return () => act(async () => { arrive(); await answer })
}

describe('what can be taken back', () => {
  it('says so where nothing was done', async () => {
    page()
    back()
    expect(await screen.findByText('没有可以撤销的操作')).toBeTruthy()
  })
  it('waits for a change that is under way, and takes that one back', async () => {
    page()
    const undone: string[] = []
    await change('older', () => { undone.push('older') })()
    const arrive = change('newer', () => { undone.push('newer') })
    back()
    await act(async () => {})
    expect(undone).toEqual([])
    await arrive()
    await vi.waitFor(() => expect(undone).toEqual(['newer']))
  })
  it('takes two back one after the other', async () => {
    page()
    const told: string[] = []
    let free = () => {}
    await change('first', () => { told.push('first') })()
    await change('second', async () => { told.push('second'); await new Promise<void>((resolve) => { free = resolve }) })()
    back()
    back()
    await vi.waitFor(() => expect(told).toEqual(['second']))
    await act(async () => { free() })
    await vi.waitFor(() => expect(told).toEqual(['second', 'first']))
  })
  it('goes on after a change that was refused', async () => {
    page()
    const undone = vi.fn()
    await change('kept', undone)()
    await act(async () => { await door.during(Promise.reject(new Error('refused'))).catch(() => {}) })
    back()
    await vi.waitFor(() => expect(undone).toHaveBeenCalledOnce())
  })
})
