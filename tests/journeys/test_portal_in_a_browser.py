"""People apply at the reference portal: on a phone, with the keyboard alone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from deploy import browser
from deploy.stack import Stack
from examples.client.paper import pdf
from examples.client.patience import eventually
from examples.client.staff import Staff
from tests.journeys.at_the_portal import BERLIN, MAGDEBURG, Visitor

CHROMIUM = browser.find()
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

pytestmark = [
    pytest.mark.stack,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
Visit = Callable[..., Visitor]


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visit(stack: Stack, chromium: Browser) -> Iterator[Visit]:
    """A new person at a browser of their own; what scripts complain of fails the test."""
    complaints: list[str] = []

    def come(*, keyboard_only: bool = False, **told: Any) -> Visitor:
        settings = {"viewport": PHONE, "locale": "de-DE", **told}
        page = chromium.new_context(**settings).new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Visitor(
            page,
            stack.facts["application"],
            keyboard_only=keyboard_only,
            runs_scripts=told.get("java_script_enabled", True),
        )

    yield come
    assert complaints == []


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    made = tmp_path / "scan.pdf"
    made.write_bytes(pdf("Nachweis"))
    return made


def begin(visitor: Visitor, authority: str) -> None:
    visitor.open("/")
    visitor.press(visitor.page.locator(f"a[href='/authority/{authority}']"))
    visitor.press(visitor.page.locator("main form.form button"))


def to_documents(visitor: Visitor, answers: Mapping[str, Mapping[str, str]]) -> None:
    """Answer everything before the result and after it."""
    for _slug in visitor.answer_all(answers):
        pass
    assert visitor.page.url.endswith("/result")
    visitor.press(visitor.page.locator("main a.kern-btn--primary"))
    for _slug in visitor.answer_all(answers):
        pass


def required(page: Page) -> list[str]:
    codes = page.locator("form[data-upload] input[name=requirement]")
    return [str(code) for code in codes.evaluate_all("all => all.map(it => it.value)")]


def upload_all(visitor: Visitor, scan: Path) -> list[str]:
    codes = required(visitor.page)
    for code in codes:
        visitor.upload(code, scan)
        expect(visitor.page.locator(f"#{code} .kern-badge--success")).to_be_visible()
    visitor.look()
    return codes


def declare_and_file(visitor: Visitor) -> str:
    """Tick what is to be declared and file; the reference."""
    for box in visitor.page.locator("main input[type=checkbox]").all():
        visitor.tick(box)
    visitor.press(visitor.page.locator("main form.form button").last)
    found = re.search(r"/application/([A-Z0-9-]+)$", visitor.page.url)
    assert found, visitor.page.url
    return found[1]


def arrived(page: Page) -> bool | None:
    """Whether the payment has arrived; if not, the person looks again."""
    again = page.get_by_role("link", name="Wieder nachsehen")
    if again.count():
        again.click()
        return None
    return page.get_by_text("Ihre Zahlung ist angekommen.").is_visible() or None


def reviewed(stack: Stack, reference: str, codes: list[str]) -> None:
    """A clerk takes the case, accepts everything and finds it in order."""
    login = stack.facts["staff"]["clerk"]
    with closing(Staff(stack.url, user=login["user"], password=login["password"])) as clerk:
        clerk.sign_in()
        case = clerk.find(reference)
        clerk.do(case, "begin_review")
        for code in codes:
            clerk.do(case, "decide_requirement", requirement=code, verdict="accepted")
        for check in clerk.choices(case, "answer_check", "check"):
            clerk.do(case, "answer_check", check=check, status="answered", finding="clear")
        clerk.do(case, "approve")


def test_the_whole_way_in_berlin_on_a_phone(stack: Stack, visit: Visit, scan: Path) -> None:
    rana = visit()
    page = rana.page
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    codes = upload_all(rana, scan)
    rana.press(page.locator("a.kern-btn[href='/check']"))
    reference = declare_and_file(rana)
    expect(page.get_by_text("Die Behörde ist an der Reihe.")).to_be_visible()
    paper = page.request.get(f"{rana.url}/application/{reference}/confirmation.pdf")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")

    reviewed(stack, reference, codes)
    rana.open(f"/application/{reference}")
    expect(page.get_by_text("Sie sind an der Reihe.")).to_be_visible()
    rana.press(page.locator(f"form[action='/application/{reference}/payments'] button"))
    page.get_by_role("link", name="Zum Bezahldienst").click()
    page.locator("button[name=action][value=pay]").click()
    eventually("the payment's arrival", lambda: arrived(page))
    rana.look()

    rana.press(page.get_by_role("link", name="Zurück zu Ihrem Antrag"))
    rana.press(page.get_by_role("link", name="Termin buchen"))
    rana.press(page.get_by_role("link", name="Spätere Zeiten"))  # one that may still be moved
    page.locator("input[name=slot]").first.check()
    rana.press(page.get_by_role("button", name="Diese Zeit nehmen"))
    first_time = page.locator("h3").first.inner_text()
    rana.press(page.get_by_role("link", name="Andere Zeit wählen"))
    page.locator("input[name=slot]").nth(3).check()
    rana.press(page.get_by_role("button", name="Diese Zeit nehmen"))
    assert page.locator("h3").first.inner_text() != first_time
    calendar = page.get_by_role("link", name="In meinem Kalender speichern")
    entry = page.request.get(f"{rana.url}{calendar.get_attribute('href')}")
    assert entry.text().startswith("BEGIN:VCALENDAR")

    rana.press(page.get_by_role("link", name="Was bisher geschah"))
    assert page.locator("dd").first.inner_text() == "Ein Termin wurde verschoben."
    assert page.locator("dd").last.inner_text() == "Ihr Antrag ist angekommen."


def test_a_withdrawal_warns_and_counts_only_when_the_mail_is_confirmed(
    visit: Visit, scan: Path
) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    rana.press(rana.page.locator("a.kern-btn[href='/check']"))
    reference = declare_and_file(rana)
    rana.press(rana.page.get_by_role("link", name="Antrag zurücknehmen"))
    expect(rana.page.get_by_text("Das kann Ihr Recht zu bleiben beenden.")).to_be_visible()
    rana.press(rana.page.get_by_role("button", name="Rücknahme ankündigen"))
    expect(rana.page.get_by_role("alert")).to_contain_text("kreuzen Sie an")
    rana.tick(rana.page.locator("#understood"))
    rana.press(rana.page.get_by_role("button", name="Rücknahme ankündigen"))
    assert rana.page.url.endswith(reference)
    expect(rana.page.get_by_text("Sie haben eine Rücknahme angekündigt.")).to_be_visible()
    expect(rana.page.get_by_text("Eingegangen")).to_be_visible()


def test_a_saved_draft_is_opened_elsewhere_by_number_and_code(visit: Visit, scan: Path) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    upload_all(rana, scan)
    rana.press(rana.page.get_by_role("button", name="Speichern und später weitermachen"))
    expect(rana.page.get_by_text("Er schützt Sie nicht.")).to_be_visible()
    reference = rana.page.locator("#reference").inner_text()
    code = rana.page.locator("#code").inner_text()

    at_home = visit(viewport=DESK)
    at_home.open("/resume")
    at_home.answer({"reference": reference, "code": "AAAA-BBBB-CCCC-DDDD"})
    expect(at_home.page.get_by_role("alert")).to_contain_text("passen nicht zusammen")
    at_home.answer({"reference": reference, "code": code.lower()})
    assert at_home.page.url.endswith("/check")
    expect(at_home.page.get_by_text("rana.al-halabi@example.org")).to_be_visible()
    expect(at_home.page.get_by_text("scan.pdf").first).to_be_visible()
    assert declare_and_file(at_home) == reference


def test_a_wrong_file_goes_out_of_a_saved_draft_and_the_draft_itself_after_asking(
    visit: Visit, scan: Path
) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    upload_all(rana, scan)
    rana.press(rana.page.get_by_role("button", name="Speichern und später weitermachen"))
    rana.open("/documents")
    there = rana.page.get_by_role("button", name="scan.pdf entfernen")
    before = there.count()
    rana.press(there.first)
    expect(there).to_have_count(before - 1)
    rana.press(rana.page.get_by_role("button", name="Speichern und später weitermachen"))
    known = {name: rana.page.locator(f"#{name}").inner_text() for name in ("reference", "code")}

    at_home = visit(viewport=DESK)
    at_home.open("/resume")
    at_home.answer(known)
    at_home.open("/documents")
    expect(at_home.page.get_by_role("button", name="scan.pdf entfernen")).to_have_count(before - 1)
    at_home.open("/check")
    at_home.press(at_home.page.get_by_role("link", name="Diesen Antrag löschen"))
    at_home.press(at_home.page.get_by_role("button", name="Diesen Antrag löschen"))
    expect(at_home.page.get_by_role("heading", name="Der Antrag ist gelöscht")).to_be_visible()
    at_home.open("/resume")
    at_home.answer(known)
    assert at_home.page.url.endswith("/resume")


def test_going_back_loses_nothing(visit: Visit) -> None:
    rana = visit()
    begin(rana, "berlin")
    for slug in rana.answer_all(BERLIN):
        if slug == "birth":
            break
    rana.press(rana.page.get_by_role("link", name="Zurück", exact=True))
    rana.press(rana.page.get_by_role("link", name="Zurück", exact=True))
    chosen = rana.page.locator("[name=current_title__legal_basis]")
    expect(chosen).to_have_value("25(5)")
    rana.page.go_back()
    rana.open("/question/status")
    expect(rana.page.locator("input[value=residence_permit]")).to_be_checked()


def test_magdeburg_takes_it_whole_or_not_at_all_by_keyboard(visit: Visit, scan: Path) -> None:
    kim = visit(keyboard_only=True, viewport=DESK)
    begin(kim, "magdeburg")
    to_documents(kim, MAGDEBURG)
    expect(kim.page.get_by_role("button", name="Speichern")).to_have_count(0)
    kim.press(kim.page.locator("a.kern-btn[href='/check']"))
    for box in kim.page.locator("main input[type=checkbox]").all():
        kim.tick(box)
    kim.press(kim.page.locator("main form.form button").last)
    expect(kim.page.get_by_text("Ihr Antrag wurde nicht eingereicht.")).to_be_visible()
    kim.press(kim.page.locator("main li a[href='/documents']").first)
    upload_all(kim, scan)
    kim.press(kim.page.locator("a.kern-btn[href='/check']"))
    assert declare_and_file(kim).startswith("MD-")


def test_a_file_of_the_wrong_kind_is_named_with_what_to_do(visit: Visit, tmp_path: Path) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    wrong = tmp_path / "scan.zip"
    wrong.write_bytes(b"PK\x03\x04" + bytes(100))
    code = required(rana.page)[0]
    rana.upload(code, wrong)
    expect(rana.page.locator(f"#error-{code}")).to_contain_text("scan.zip")
    expect(rana.page.locator(f"#error-{code}")).to_contain_text("PDF")
    rana.look()


def test_what_is_wrong_stands_at_its_field(visit: Visit) -> None:
    rana = visit()
    begin(rana, "berlin")
    number = "person__identity_document__number"
    slip = {**BERLIN["passport-data"], number: "N/1234567"}
    to_documents(rana, {**BERLIN, "passport-data": slip})
    rana.press(rana.page.locator("a.kern-btn[href='/check']"))
    for box in rana.page.locator("main input[type=checkbox]").all():
        rana.tick(box)
    rana.press(rana.page.locator("main form.form button").last)
    rana.press(rana.page.locator("main a[href='/question/passport-data?then=check']").first)
    expect(rana.page.locator(f"#id_{number}_error")).to_be_visible()
    rana.answer({number: "N1234567"})
    assert rana.page.url.endswith("/check")


def test_without_scripts_files_are_handed_in_all_the_same(visit: Visit, scan: Path) -> None:
    rana = visit(java_script_enabled=False)
    page = rana.page
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    form = page.locator("form[data-upload]").first
    form.locator("input[type=file]").set_input_files([scan])
    form.locator("button").click()
    expect(page.get_by_role("button", name="scan.pdf entfernen")).to_be_visible()
    page.goto(f"{rana.url}/check")
    assert declare_and_file(rana).startswith("BE-")


def test_two_clicks_file_once(visit: Visit) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    rana.press(rana.page.locator("a.kern-btn[href='/check']"))
    token = rana.page.locator("main form.form [name=csrfmiddlewaretoken]").get_attribute("value")
    jar = {str(c["name"]): str(c["value"]) for c in rana.page.context.cookies()}
    ticked = dict.fromkeys(("truth", "privacy_notice", "electronic_payment"), "on")
    sent = {**ticked, "csrfmiddlewaretoken": str(token)}

    def click(_time: int) -> str:
        answer = httpx.post(f"{rana.url}/check", data=sent, cookies=jar, timeout=30)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(click, range(2))
    assert first == second


def test_nobody_sees_another_persons_case(visit: Visit) -> None:
    rana = visit()
    begin(rana, "berlin")
    to_documents(rana, BERLIN)
    rana.press(rana.page.locator("a.kern-btn[href='/check']"))
    reference = declare_and_file(rana)
    stranger = visit().page
    for path in ("", "/confirmation.pdf", "/history", "/documents", "/saved", "/withdraw"):
        answer = stranger.request.get(f"{rana.url}/application/{reference}{path}")
        assert answer.status == 404, path
    rana.press(rana.page.get_by_role("button", name="Abmelden"))
    assert rana.page.request.get(f"{rana.url}/application/{reference}").status == 404


def test_an_authority_without_online_channel_says_how_to_apply(visit: Visit) -> None:
    rana = visit(locale="en-GB")
    rana.open("/authority/halle")
    expect(rana.page.get_by_text("This authority takes no applications online.")).to_be_visible()
    expect(rana.page.locator("main form")).to_have_count(0)
    rana.press(rana.page.get_by_role("link", name="Deutsch"))
    expect(rana.page.get_by_text("Diese Behörde nimmt keine Anträge online an.")).to_be_visible()


def test_the_pages_fetch_nothing_from_elsewhere(visit: Visit) -> None:
    rana = visit()
    fetched: list[str] = []
    rana.page.on("request", lambda request: fetched.append(request.url))
    rana.open("/")
    assert fetched
    assert [url for url in fetched if not url.startswith((rana.url, "data:"))] == []
    answer = httpx.get(rana.url)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
