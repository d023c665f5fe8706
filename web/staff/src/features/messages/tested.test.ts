import { describe, expect, it } from 'vitest'
import { asTested } from './tested'

describe('what came of a test', () => {
  it.each([
    ['', false, 'under_way', ''], ['ok', true, 'connected', ''], ['trial_sending 0f', false, 'under_way', ''], ['trial_accepted 9^1', true, 'accepted', ''], ['trial_delivered', true, 'delivered', ''],
    ['no_double', false, 'refused', 'double'], ['no_token', false, 'refused', 'network'], ['token_40164 invalid ip 1.2.3.4, not in whitelist', false, 'refused', 'ip'], ['60020 not allow to access from your ip', false, 'refused', 'ip'],
    ['token_40125 invalid appsecret', false, 'refused', 'secret'], ['token_40013 invalid corpid', false, 'refused', 'id'], ['301002 not allow', false, 'refused', 'agent'], ['contact_48002 api forbidden', false, 'refused', 'contact'],
    ['isv.SMS_SIGNATURE_ILLEGAL x', false, 'refused', 'sign'], ['FailedOperation.TemplateIncorrectOrUnapproved x', false, 'refused', 'template'], ['isp.RAM_PERMISSION_DENY', false, 'refused', 'right'], ['12345 whatever', false, 'refused', ''],
  ] as const)('%s', (text, ok, what, help) => {
    expect(asTested(text, ok)).toMatchObject({ what, help })
  })
  it('keeps the words of the provider, the address in them', () => {
    expect(asTested('token_40164 invalid ip 1.2.3.4, not in whitelist', false).words).toContain('1.2.3.4')
  })
})
