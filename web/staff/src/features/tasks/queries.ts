import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Task = Schemas['TasksTaskView']
export type Step = Schemas['TasksStepView']
export type Kind = Schemas['TasksKindView']
export type NewTask = Schemas['TasksOpenInBody']
export type Approval = Schemas['TasksApprovalView']
export type Whose = 'desk' | 'mine' | 'roles' | 'standing' | 'clinic'
export type Rows = Schemas['TasksRowsView']['items']

/** Who has a task: a person, or whoever holds a role. */
export type Recipient = { owner_id: string } | { role: string }
export const recipientOf = (x: Task): Recipient => (x.owner_id ? { owner_id: x.owner_id } : { role: x.role })

export type ApprovalsOf = 'to_decide' | 'asked' | 'settled'

export const TASKS = ['tasks'] as const
export const APPROVALS = ['approvals'] as const
export const keys = {
  list: (whose: Whose, state: Task['state'], clinic: string) => [...TASKS, 'list', whose, state, clinic] as const,
  one: (id: string) => [...TASKS, 'one', id] as const,
  counts: [...TASKS, 'counts'] as const,
  urgent: [...TASKS, 'urgent'] as const,
  kinds: [...TASKS, 'kinds'] as const,
  approvals: (of: ApprovalsOf) => [...APPROVALS, of] as const,
}

const versioned = (x: Task) => ({ params: { path: { id: x.id }, header: at(x.version) } })

export const list = (whose: Whose, state: Task['state'], clinic: string, cursor: string) =>
  answer(api.GET('/api/v1/tasks', { params: { query: { whose, state, limit: 200, order: 'due' as const, ...(whose === 'clinic' && clinic ? { clinic_id: clinic } : {}), ...(cursor ? { cursor } : {}) } } }))
/** What waits of one kind in a clinic, what is due first before the others. */
export const ofKind = async (kind: string, clinic_id: string): Promise<Task[]> =>
  (await answer(api.GET('/api/v1/tasks', { params: { query: { whose: 'clinic' as const, state: 'open' as const, order: 'due' as const, limit: 50, kind, clinic_id } } }))).items
export const counts = () => answer(api.GET('/api/v1/tasks/counts'))
export const kinds = async (): Promise<Kind[]> => (await answer(api.GET('/api/v1/tasks/kinds'))).items
export const history = (id: string) => answer(api.GET('/api/v1/tasks/{id}', { params: { path: { id } } }))
export const open = (body: NewTask) => answer(api.POST('/api/v1/tasks', { body }))
export const record = (x: Task, outcome: string, note: string, due_at: number) =>
  answer(api.POST('/api/v1/tasks/{id}/outcome', { ...versioned(x), body: { outcome, ...(note ? { note } : {}), ...(due_at ? { due_at } : {}) } }))
export const handOver = (x: Task, to: { owner_id: string } | { role: string }, note: string) =>
  answer(api.POST('/api/v1/tasks/{id}/hand-over', { ...versioned(x), body: { ...to, ...(note ? { note } : {}) } }))
export const snooze = (x: Task, until: number) => answer(api.POST('/api/v1/tasks/{id}/snooze', { ...versioned(x), body: { until } }))
/** What waits for the reader most urgently, null where nothing does. */
export const mostUrgent = async (): Promise<Task | null> => (await answer(api.GET('/api/v1/tasks', { params: { query: { whose: 'desk', state: 'open', limit: 1 } } }))).items[0] ?? null
const picks = (list: readonly Task[]) => list.map((x) => ({ id: x.id, version: x.version }))
export const doneAll = async (list: readonly Task[]): Promise<Rows> => (await answer(api.POST('/api/v1/tasks/batch/done', { body: { tasks: picks(list) } }))).items
export const reopenAll = async (list: readonly Task[]): Promise<Rows> => (await answer(api.POST('/api/v1/tasks/batch/reopen', { body: { tasks: picks(list) } }))).items
/** Each with its own instant; 0 shows it again. */
export const snoozeAll = async (list: readonly Task[], until: (x: Task) => number): Promise<Rows> =>
  (await answer(api.POST('/api/v1/tasks/batch/snooze', { body: { tasks: list.map((x) => ({ id: x.id, version: x.version, until: until(x) })) } }))).items
/** Each to its own person or role. */
export const handOverAll = async (list: readonly Task[], to: (x: Task) => Recipient, note: string): Promise<Rows> =>
  (await answer(api.POST('/api/v1/tasks/batch/hand-over', { body: { tasks: list.map((x) => ({ id: x.id, version: x.version, ...to(x) })), ...(note ? { note } : {}) } }))).items
export const comment = (id: string, text: string) => answer(api.POST('/api/v1/tasks/{id}/comments', { params: { path: { id } }, body: { text } }))
export const reopen = (x: Task) => answer(api.POST('/api/v1/tasks/{id}/reopen', versioned(x)))
export const approvals = (of: ApprovalsOf, cursor: string) =>
  answer(api.GET('/api/v1/tasks/approvals', { params: { query: { limit: 50, ...(of === 'to_decide' ? { state: 'waiting' as const } : {}), ...(of === 'asked' ? { asked: true } : {}), ...(cursor ? { cursor } : {}) } } }))
export const decide = (a: Approval, approve: boolean, note: string) =>
  answer(api.POST('/api/v1/tasks/approvals/{id}/decision', { params: { path: { id: a.id }, header: at(a.version) }, body: { approve, ...(note ? { note } : {}) } }))
export const withdraw = (a: Approval) => answer(api.POST('/api/v1/tasks/approvals/{id}/withdrawal', { params: { path: { id: a.id }, header: at(a.version) } }))
