"""Kannel, the SMS gateway in front of any SMPP operator: messages out, receipts and replies in.

Its callbacks carry no signature: the address holds a secret of 128 bits, and nothing that cannot be undone is done
on their word. The gateway is configured with
`get-url = "PUBLIC_URL/telephonie/kannel/ACCOUNT/SECRET/?kind=reply&from=%p&to=%P&text=%b&charset=%C&id=%I&ts=%T"`
and `mo-recode = true`; the address of receipts travels with each message.
"""
