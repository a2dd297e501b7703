"""The signals of the accounts, for the apps above."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `user` inside the transaction that erases somebody, while the address is still known.
# Each app removes what it holds about the person alone; what they did for others stays.
person_erased = Signal()

# Sent with `user` when somebody asks what the portal holds of them. Each app answers with
# {Swedish heading: rows} of what names the person by an address or has words for what it is.
own_data_asked = Signal()
