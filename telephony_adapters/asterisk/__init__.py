"""Asterisk, by its REST interface (ARI) and, for recordings, its manager interface (AMI).

The inbound context of the dialplan says the business fact once, as its first step, and is the only voice believed
about the caller's number: `UserEvent(CtiInbound,CallId: ${CHANNEL(linkedid)},DID: ${EXTEN},CLI: ${CALLERID(num)},
CLIPres: ${CALLERID(num-pres)})`; and `ari.conf` has `channelvars=CALLERID(num-pres),CHANNEL(linkedid),DID`.
"""
