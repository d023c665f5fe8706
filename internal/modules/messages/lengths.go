package messages

// SMSParts is how many parts an SMS is billed as, its signature included.
func SMSParts(text string) int { return smsParts(text) }
