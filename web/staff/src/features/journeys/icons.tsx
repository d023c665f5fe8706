import { BranchesOutlined, CheckCircleOutlined, ClockCircleOutlined, CreditCardOutlined, EditOutlined, ExperimentOutlined, HourglassOutlined, LoginOutlined, LogoutOutlined, MessageOutlined, PauseCircleOutlined, PhoneOutlined, RetweetOutlined, RiseOutlined, ShareAltOutlined, TagOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Kind } from './graph'

const ICONS: Record<Kind, ReactNode> = {
  entry: <LoginOutlined />, wait: <ClockCircleOutlined />, wait_for: <HourglassOutlined />, branch: <BranchesOutlined />, split: <ExperimentOutlined />, holdout: <PauseCircleOutlined />, ladder: <RiseOutlined />, message: <MessageOutlined />,
  task: <PhoneOutlined />, tag: <TagOutlined />, grant: <CreditCardOutlined />, set: <EditOutlined />, call: <ShareAltOutlined />, goal: <CheckCircleOutlined />, exit: <LogoutOutlined />, loop: <RetweetOutlined />,
}

/** The mark of a kind of step; the word stands beside it. */
export const KindIcon = ({ kind }: { kind: Kind }) => <span className="jn-icon" aria-hidden>{ICONS[kind]}</span>
