import { ComplaintView } from './ComplaintView'
import type { TaskFormProps } from '../tasks/forms'

/** The task of a complaint is the complaint itself: what is written there moves the task on. */
export default function TaskForm({ task }: TaskFormProps) {
  return <ComplaintView id={task.subject_id} inTask />
}
