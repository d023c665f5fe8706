import type { ComponentType } from 'react'
import type { Task } from './queries'

/**
 * What the form of a task gets: the task as it was read, and what to call when it is finished with. A form of
 * a kind that records its outcomes itself (own) is shown for a closed task as well, and asks task.state.
 */
export interface TaskFormProps {
  task: Task
  onDone: () => void
}

const forms = new Map<string, ComponentType<TaskFormProps>>()

/** A feature brings the form of its own tasks, by the name that their kind declares. Called once, when the feature is loaded. */
export function registerTaskForm(form: string, component: ComponentType<TaskFormProps>): void {
  forms.set(form, component)
}

/** The form that was brought for a task, if one was. */
export const taskForm = (form: string): ComponentType<TaskFormProps> | undefined => forms.get(form)
