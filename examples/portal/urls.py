"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from .views import asking, filing, following, paying, start, uploading, visiting

CASE = "application/<str:reference>"

urlpatterns = [
    path("", start.start, name="start"),
    path("healthz", start.health),
    path("language/<str:code>", start.language, name="language"),
    path("authority/<slug:key>", start.authority, name="authority"),
    path("resume", start.resume, name="resume"),
    path("leave", start.leave, name="leave"),
    path("question/<slug:slug>", asking.question, name="question"),
    path("result", asking.result, name="result"),
    path("documents", uploading.documents, name="documents"),
    path("documents/remove", uploading.remove, name="remove"),
    path("check", filing.check, name="check"),
    path("save", filing.save, name="save"),
    path("discarded", filing.discarded, name="discarded"),
    path(CASE, following.case, name="case"),
    path(f"{CASE}/saved", filing.saved, name="saved"),
    path(f"{CASE}/discard", filing.discard, name="discard"),
    path(f"{CASE}/confirmation.pdf", following.confirmation, name="confirmation"),
    path(f"{CASE}/letters/<slug:letter>.pdf", following.letter, name="letter"),
    path(f"{CASE}/documents", following.hand_in, name="hand-in"),
    path(f"{CASE}/history", following.history, name="history"),
    path(f"{CASE}/withdraw", following.withdraw, name="withdraw"),
    path(f"{CASE}/payments", paying.begin, name="pay"),
    path(f"{CASE}/payments/<slug:payment>", paying.payment, name="payment"),
    path(f"{CASE}/paid", paying.paid, name="paid"),
    path(f"{CASE}/appointments/book/<slug:purpose>", visiting.book, name="book"),
    path(f"{CASE}/appointments/<slug:appointment>/move", visiting.move, name="move"),
    path(f"{CASE}/appointments/<slug:appointment>/cancel", visiting.cancel, name="cancel"),
    path(f"{CASE}/appointments/<slug:appointment>.ics", visiting.calendar, name="calendar"),
]
