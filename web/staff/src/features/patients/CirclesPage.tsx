import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StaffSelect } from '../org/StaffSelect'
import './patients.css'

type Row = Schemas['PatientsCircleBody'] & { id: string }

/** The largest referral trees of the group. */
export default function CirclesPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { clinics } = useDesk()
  const [params, setParams] = useSearchParams()
  const doctor = params.get('doctor') ?? ''
  const list = useQuery({
    queryKey: ['patients', 'circles', doctor],
    queryFn: async () => (await answer(api.GET('/api/v1/patients/referral-trees', { params: { query: doctor ? { doctor_id: doctor } : {} } }))).items.map((c): Row => ({ ...c, id: c.patient.id })),
  })
  return (
    <Page title={t('patients.circles')} lead={t('patients.circles_help')} wide={false}>
      <div className="fl"><div style={{ width: 240 }}>
        <StaffSelect {...(doctor ? { value: doctor } : {})} label={t('patients.circle_doctor')} placeholder={t('patients.circle_doctor')} only={(p) => p.may_do_licensed_acts} onChange={(v) => setParams(v ? { doctor: v } : {}, { replace: true })} />
      </div></div>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Row> rows={list.data} rowKey="id" loading={list.isPending} empty={t('patients.no_circles')} onOpen={(c) => void go(`/patients/${c.id}/referrals`)} columns={[
        { title: t('patients.name'), render: (_, c) => <b>{c.patient.name}</b> },
        { title: t('patients.record_no'), width: 140, render: (_, c) => c.patient.record_no },
        { title: t('patients.clinic'), width: 140, render: (_, c) => clinics.find((x) => x.id === c.patient.home_clinic_id)?.short_name },
        { title: t('patients.circle_total'), width: 120, align: 'right', dataIndex: 'total' },
        ...(doctor ? [{ title: t('patients.circle_around'), width: 140, align: 'right' as const, dataIndex: 'around' }] : []),
        { title: t('patients.circle_depth'), width: 120, align: 'right', dataIndex: 'depth' },
      ]} />
    </Page>
  )
}
