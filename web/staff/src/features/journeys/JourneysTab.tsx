import { useLiveQueries } from '../../app/live'
import { Enrolments } from './Enrolments'
import { JOURNEYS } from './queries'
import './journeys.css'

/** The journeys that a patient is in, or was, and why. */
export default function JourneysTab({ patient }: { patient: string }) {
  useLiveQueries('journeys', JOURNEYS)
  return <div className="jn-page"><Enrolments filter={{ patient_id: patient }} whose="journey" /></div>
}
