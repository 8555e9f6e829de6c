"""What must survive: races between processes, and processes killed at the worst moments.

Everything here is real: PostgreSQL as the application role, Redis, Celery workers, the web server,
the mail sink and the two simulators, each in processes of their own.

- `races/`: the same rows wanted by several at once. One wins, the others are told why; money,
  mails, orders and reminders come once.
- `kills/`: SIGKILL of workers before, during and after what they do outside the house. Nothing is
  lost, nothing is created twice, and what may come twice says so by its id.
- after each round `history.py` compares what was acknowledged with events, state, ledger and
  outbox.

`make test` runs a few rounds of each; `make faults` (LONG=1) runs 200 of each race and 225
kills, and says every so many rounds how far it is.
"""
