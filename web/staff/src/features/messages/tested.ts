/** What came of the latest test of an account, or of a trial. */
export interface Tested {
  what: 'under_way' | 'connected' | 'accepted' | 'delivered' | 'refused'
  /** What is missing, where the provider's code tells: words at msg.lacks.<help>. */
  help: string
  /** As the provider said it. */
  words: string
}

/** What a code of a provider means for who connects the account. */
const LACKS: readonly [help: string, codes: RegExp][] = [
  ['double', /^no_double$/],
  ['network', /^(no_token|unreachable)$/],
  ['answer', /^(no_answer|lost|http_\d+)$/],
  ['ip', /^(token_40164|40164|token_6?0020|(contact_)?60020|token_89503|token_89506|token_89507|UnauthorizedOperation\.RequestIpNotInWhitelist)$/],
  ['id', /^(token_40013|token_41002|InvalidAccessKeyId\.(NotFound|Inactive)|AuthFailure\.SecretIdNotFound)$/],
  ['secret', /^(token_40001|token_40125|token_40091|token_41004|SignatureDoesNotMatch|IncompleteSignature|AuthFailure\.SignatureFailure)$/],
  ['agent', /^(301002|40056|60011|81013)$/],
  ['contact', /^contact_\d+$/],
  ['right', /^(isp\.RAM_PERMISSION_DENY|UnauthorizedOperation|AuthFailure\.UnauthorizedOperation|UnauthorizedOperation\..*|48001|48002)$/],
  ['sign', /^(isv\.SMS_SIGN(ATURE)?_ILLEGAL|FailedOperation\.SignatureIncorrectOrUnapproved)$/],
  ['template', /^(isv\.SMS_TEMPLATE_ILLEGAL|isv\.TEMPLATE_MISSING_PARAMETERS|FailedOperation\.TemplateIncorrectOrUnapproved|InvalidParameterValue\.TemplateParameterFormatError|40037|47003)$/],
  ['money', /^(isv\.OUT_OF_SERVICE|isv\.AMOUNT_NOT_ENOUGH|FailedOperation\.InsufficientBalanceInSmsPackage)$/],
  ['follower', /^(43004|43019|50005|40003)$/],
  ['window', /^(45015|45047)$/],
  ['number', /^(isv\.MOBILE_NUMBER_ILLEGAL|InvalidParameterValue\.IncorrectPhoneNumber|FailedOperation\.PhoneNumberInBlacklist)$/],
]

/** Reads what the server keeps of it: a word of ours, or the provider's code and words. */
export function asTested(text: string, ok: boolean): Tested {
  const says = (what: Tested['what'], help = '', words = ''): Tested => ({ what, help, words })
  if (text === '' || text.startsWith('trial_sending')) return says('under_way')
  if (text.startsWith('trial_accepted')) return says('accepted')
  if (text === 'trial_delivered') return says('delivered')
  if (ok) return says('connected')
  const code = text.split(' ')[0] ?? ''
  const help = LACKS.find(([, codes]) => codes.test(code))?.[0] ?? ''
  return says('refused', help, ['double', 'network'].includes(help) ? '' : text)
}
